namespace Hotline.House.Tests;

/// <summary>Who may know whom.</summary>
public sealed class LayerTests
{
    public static TheoryData<string, string> Arrows => new()
    {
        { "Hotline.Protocol", "" },
        { "Hotline.Mqtt", "" },
        { "Hotline.Contract", "Hotline.Protocol" },
        { "Hotline.Mail", "Hotline.Protocol" },
        { "Hotline.Core", "Hotline.Contract" },
        { "Hotline.Journal", "Hotline.Core" },
        { "Hotline.Journal.Sqlite", "Hotline.Journal" },
        { "Hotline.Client", "Hotline.Contract" },
        { "Hotline.Cli", "Hotline.Client, Hotline.Journal, Hotline.Journal.Sqlite, Hotline.Mail" },
        { "Hotline.Hub", "Hotline.Core, Hotline.Journal, Hotline.Journal.Sqlite, Hotline.Mail, Hotline.Mqtt" },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_room_knows_these_rooms_and_no_others(string room, string known) =>
        Assert.Equal(known, string.Join(", ", Repository.References($"src/{room}/{room}.csproj")));

    /// <summary>
    /// A room also sees what its rooms see; what it really uses stands in its assembly, whatever its project says.
    /// </summary>
    [Theory]
    [MemberData(nameof(Arrows))]
    public void What_is_compiled_uses_every_arrow_and_nobody_else(string room, string known)
    {
        var used = Compiled.Uses(room).Where(name => name.StartsWith("Hotline.", StringComparison.Ordinal)).ToHashSet();
        Assert.Subset(Reachable(room), used);
        Assert.Superset(Split(known).ToHashSet(), used);
    }

    /// <summary>The web, the database and the mail relays are each one room's business.</summary>
    [Theory]
    [InlineData("Microsoft.Data.Sqlite", "Hotline.Journal.Sqlite")]
    [InlineData("SQLitePCLRaw.core", "Hotline.Journal.Sqlite")]
    [InlineData("MailKit", "Hotline.Hub")]
    [InlineData("MQTTnet", "Hotline.Hub")]
    [InlineData("Polly.Core", "Hotline.Hub")]
    [InlineData("OpenTelemetry", "Hotline.Hub")]
    [InlineData("Microsoft.AspNetCore.Routing", "Hotline.Hub")]
    [InlineData("Spectre.Console", "Hotline.Cli")]
    public void A_library_is_one_rooms_business(string library, string room) =>
        Assert.Equal([room], Rooms("src/").Where(r => Compiled.Uses(r).Contains(library)));

    [Fact]
    public void Every_room_has_its_arrows_here() =>
        Assert.Equal(Arrows.Select(a => (string)((object[])a)[0]).Order(), Rooms("src/").Order());

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Text("Hotline.sln").Replace('\\', '/');
        Assert.All(Repository.Matching("", ".csproj"), project =>
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_locks_its_packages() =>
        Assert.All(Repository.Matching("", ".csproj"), project =>
            Assert.True(Repository.Exists($"{Path.GetDirectoryName(project)}/packages.lock.json"), project));

    [Fact]
    public void Every_room_has_tests_but_the_house_kit() =>
        Assert.All(Rooms("src/"), room =>
            Assert.True(Repository.Exists($"tests/{room}.Tests/{room}.Tests.csproj"), room));

    /// <summary>
    /// The folders of the hub, and which others each knows: from the doors to the intake, from due work outward to
    /// those who are told, and access below both. A folder in a folder also sees the outer one.
    /// </summary>
    public static TheoryData<string, string> HubArrows => new()
    {
        { "Access", "Settings, Telemetry" },
        { "Bridges", "Access, Intake, Settings, Telemetry" },
        { "Doors/Http", "Access, Bridges, Intake, Reading, Seats, Settings, Telemetry" },
        { "Doors/Mail", "Access, Intake, Settings, Telemetry" },
        { "Doors/Mail/Imap", "Access, Settings" },
        { "Doors/Mqtt", "Access, Intake, Telemetry" },
        { "Doors/SignalR", "Access, Intake, Settings, Telemetry" },
        { "Intake", "Access, Telemetry" },
        { "Keeping", "" },
        { "Outbound", "Telemetry, Timers" },
        { "Outbound/Mail", "Access, Settings" },
        { "Reading", "Access" },
        { "Seats", "Access, Settings, Telemetry" },
        { "Settings", "" },
        {
            "Startup", "Access, Bridges, Doors/Http, Doors/Mail, Doors/Mail/Imap, Doors/Mqtt, Doors/SignalR, Intake, "
                + "Keeping, Outbound, Outbound/Mail, Reading, Seats, Settings, Telemetry, Timers"
        },
        { "Telemetry", "Settings" },
        { "Timers", "Access, Seats, Telemetry" },
    };

    [Theory]
    [MemberData(nameof(HubArrows))]
    public void A_folder_of_the_hub_knows_these_folders_and_no_others(string folder, string known) =>
        Assert.Equal(known, string.Join(", ", HubFolders.KnownTo(folder)));

    [Fact]
    public void Every_folder_of_the_hub_has_its_arrows_here_and_only_the_program_lies_beside_them() =>
        Assert.Equal(HubArrows.Select(a => (string)((object[])a)[0]).Append("").Order(), HubFolders.All);

    [Fact]
    public void The_arrows_inside_the_hub_lead_one_way()
    {
        var left = HubArrows.Cast<object[]>().ToDictionary(a => (string)a[0], a => Split((string)a[1]));
        while (left.Where(f => !f.Value.Any(left.ContainsKey)).Select(f => f.Key).ToList() is [_, ..] lowest)
        {
            lowest.ForEach(folder => left.Remove(folder));
        }
        Assert.Empty(left);
    }

    [Fact]
    public void Inside_the_hub_a_namespace_is_its_folder_and_others_are_named_only_where_a_file_begins() =>
        Assert.Empty(HubFolders.Disguised());

    private static HashSet<string> Reachable(string room)
    {
        var arrows = Arrows.Cast<object[]>().ToDictionary(a => (string)a[0], a => Split((string)a[1]));
        var reached = new HashSet<string>();
        var next = new Queue<string>(arrows[room]);
        while (next.TryDequeue(out var one))
        {
            if (reached.Add(one))
            {
                Array.ForEach(arrows[one], next.Enqueue);
            }
        }
        return reached;
    }

    private static string[] Split(string rooms) => rooms.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Rooms(string folder) =>
        Repository.Matching(folder, ".csproj").Select(p => Path.GetFileNameWithoutExtension(p)!);
}
