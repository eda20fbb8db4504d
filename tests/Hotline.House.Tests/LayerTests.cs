namespace Hotline.House.Tests;

/// <summary>Who may know whom.</summary>
public sealed class LayerTests
{
    public static TheoryData<string, string> Arrows => new()
    {
        { "Hotline.Protocol", "" },
        { "Hotline.Mqtt", "" },
        { "Hotline.Core", "Hotline.Protocol" },
        { "Hotline.Journal", "Hotline.Core" },
        { "Hotline.Client", "Hotline.Protocol" },
        { "Hotline.Cli", "Hotline.Client, Hotline.Journal" },
        { "Hotline.Hub", "Hotline.Core, Hotline.Journal, Hotline.Mqtt" },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_room_knows_these_rooms_and_no_others(string room, string known) =>
        Assert.Equal(known, string.Join(", ", Repository.References($"src/{room}/{room}.csproj")));

    [Fact]
    public void Every_room_has_its_arrows_here() =>
        Assert.Equal(Arrows.Select(a => (string)((object[])a)[0]).Order(), Rooms("src/"));

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Text("Hotline.sln").Replace('\\', '/');
        Assert.All(Repository.Matching("", ".csproj"), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_locks_its_packages() =>
        Assert.All(Repository.Matching("", ".csproj"), project => Assert.True(Repository.Exists($"{Path.GetDirectoryName(project)}/packages.lock.json"), project));

    [Fact]
    public void Every_room_has_tests_but_the_house_kit() =>
        Assert.All(Rooms("src/"), room => Assert.True(Repository.Exists($"tests/{room}.Tests/{room}.Tests.csproj"), room));

    private static IEnumerable<string> Rooms(string folder) => Repository.Matching(folder, ".csproj").Select(p => Path.GetFileNameWithoutExtension(p)!);
}
