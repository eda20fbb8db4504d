using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Seats of an exercise on one machine.</summary>
public sealed class ExerciseSeatTests
{
    [Fact]
    public async Task The_seats_are_those_of_people_at_the_desk()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        var exercise = (await nobody.GetAsync(HttpPaths.Exercise)).As(WireJson.Default.ExerciseView);
        Assert.True(exercise.Open);
        Assert.Equal(
        [
            "XA/officer", "XA/administrator", "XB/officer", "XB/deputy", "XB/administrator", "XC/officer", "XC/deputy",
            "XC/administrator", "XZ/coordinator", "XZ/administrator",
        ], exercise.Seats.Select(s => $"{s.Participant}/{s.Poc}"));
        Assert.Equal(
            new ExerciseSeat("XA", "National CERT of Exland-A", "officer", PocRole.DutyOfficer, "Duty officer"),
            exercise.Seats[0]);
    }

    [Fact]
    public async Task Whoever_takes_a_seat_has_it_at_once_and_after_a_restart()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using (var newcomer = new Visitor(hub, key))
        {
            Assert.Equal((401, 1102), (await newcomer.GetAsync(HttpPaths.Me)).Refusal);
            var taken = await newcomer.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XZ", "coordinator", key));
            Assert.Equal(201, taken.Status);
            Assert.Equal(
                ("XZ", "coordinator", PocRole.Coordinator, "exercise"),
                taken.As(WireJson.Default.Me) is var me
                    ? (me.Participant, me.Poc, me.Role, string.Join(' ', me.Watches)) : default);
            Assert.Equal(taken.Body, (await newcomer.GetAsync(HttpPaths.Me)).Body);
        }
        await hub.StopAsync();
        await hub.StartAsync();
        using var again = new Visitor(hub, key);
        Assert.Equal("coordinator", (await again.GetAsync(HttpPaths.Me)).As(WireJson.Default.Me).Poc);
        using var first = Visitor.Of(hub, "xz-coordinator");
        Assert.Equal(200, (await first.GetAsync(HttpPaths.Me)).Status);
    }

    [Fact]
    public async Task To_take_ones_own_seat_again_changes_nothing()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var newcomer = new Visitor(hub, key);
        var claim = Visitor.Claim("XA", "officer", key);
        var first = await newcomer.PostAsync(HttpPaths.ExerciseSeats, claim);
        var written = await File.ReadAllBytesAsync(hub.DirectoryFilePath);
        var again = await newcomer.PostAsync(HttpPaths.ExerciseSeats, claim);
        Assert.Equal((201, 200, first.Body), (first.Status, again.Status, again.Body));
        Assert.Equal(written, await File.ReadAllBytesAsync(hub.DirectoryFilePath));
        Assert.Equal(1, written.AsSpan().Count(System.Text.Encoding.ASCII.GetBytes($"\"kid\": \"{key.Id}\"")));
    }

    [Fact]
    public async Task A_key_sits_on_one_seat()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        var officer = Visitor.KeyOf(hub, "xa-officer");
        Assert.Equal(
            (409, 4022),
            (await nobody.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XB", "officer", officer))).Refusal);
        Assert.Equal(
            200, (await nobody.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", officer))).Status);
    }

    [Theory]
    [InlineData("XA", "notifier")]
    [InlineData("XB", "diplomatic")]
    [InlineData("XA", "deputy")]
    [InlineData("XQ", "officer")]
    public async Task What_is_no_seat_is_not_given(string participant, string poc)
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        using var key = SigningKey.Create();
        Assert.Equal(
            (404, 4021),
            (await nobody.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim(participant, poc, key))).Refusal);
    }

    [Fact]
    public async Task A_body_that_is_no_claim_is_refused_by_number()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        using var key = SigningKey.Create();
        var good = Visitor.Claim("XA", "officer", key);
        foreach (var bad in new[]
        {
            "", "{", "null", "[]", "{}", good.Replace("\"XA\"", "null", StringComparison.Ordinal),
            good.Replace("\"XA\"", "\"xa\"", StringComparison.Ordinal),
            good.Replace("\"XA\"", "7", StringComparison.Ordinal),
            good.Replace("\"officer\"", "\"../officer\"", StringComparison.Ordinal),
            good.Replace("\"poc\"", "\"Poc\"", StringComparison.Ordinal),
            good.Replace(
                "\"participant\":\"XA\"", "\"participant\":\"XA\",\"participant\":\"XB\"", StringComparison.Ordinal),
        })
        {
            Assert.Equal((bad, (400, 4006)), (bad, (await nobody.PostAsync(HttpPaths.ExerciseSeats, bad)).Refusal));
        }
        Assert.Equal(
            (400, 1201),
            (await nobody.PostAsync(
                HttpPaths.ExerciseSeats, good.Replace("P-256", "P-384", StringComparison.Ordinal))).Refusal);
        var secret =
            JsonSerializer.Serialize(new SeatClaim("XA", "officer", key.ToPrivateJwk()), WireJson.Default.SeatClaim);
        Assert.Equal((400, 1201), (await nobody.PostAsync(HttpPaths.ExerciseSeats, secret)).Refusal);
        Assert.Equal(
            (413, 4014), (await nobody.PostAsync(HttpPaths.ExerciseSeats, good + new string(' ', 4096))).Refusal);
        Assert.Equal((415, 4006), (await nobody.PostAsync(HttpPaths.ExerciseSeats, good, "text/plain")).Refusal);
        var asBrowsersWriteIt = good.Replace(
            "\"kty\"", "\"ext\":true,\"key_ops\":[\"verify\"],\"kty\"", StringComparison.Ordinal);
        Assert.Equal(201, (await nobody.PostAsync(HttpPaths.ExerciseSeats, asBrowsersWriteIt)).Status);
    }

    [Fact]
    public async Task A_full_seat_drops_the_oldest_key_that_took_it_and_its_connections_but_never_its_first()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        var keys = Enumerable.Range(0, DirectoryKeeper.KeysPerPoc + 1).Select(_ => SigningKey.Create()).ToList();
        var ended = new List<int>();
        for (var i = 0; i < keys.Count; i++)
        {
            Assert.Equal(
                201, (await nobody.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", keys[i]))).Status);
            var number = i;
            Assert.True(
                hub.The<Connections>().Enter(
                    hub.The<Rulebook>().Directory.SeatOf(keys[i].Id)!, Carrier.SignalR, _ => ended.Add(number)).Ok);
        }

        // One key was there before, so 33 newcomers are two too many.
        Assert.Equal([0, 1], ended);
        var officer = hub.The<Rulebook>().Directory.Find("XA")!.Poc("officer")!;
        Assert.Equal(
            [Visitor.KeyOf(hub, "xa-officer").Id, .. keys[2..].Select(k => k.Id)], officer.Keys.Select(k => k.Id));
        Assert.Equal(keys[2..].Select(k => k.Id), officer.Guests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Whoever_does_not_have_the_link_takes_no_seat_though_nothing_says_that_it_was_passed_on(
        string? secret)
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var passedOn = new Visitor(hub, key) { ByLink = false };
        if (secret is not null)
        {
            passedOn.Headers[HttpPaths.SeatSecretHeader] = secret;
        }
        Assert.Equal(
            """{"open":false,"seats":[],"byLink":true}""", (await passedOn.GetAsync(HttpPaths.Exercise)).Body);
        var claim = Visitor.Claim("XZ", "administrator", key);
        Assert.Equal((403, 4028), (await passedOn.PostAsync(HttpPaths.ExerciseSeats, claim)).Refusal);
        Assert.Equal((401, 1102), (await passedOn.GetAsync(HttpPaths.Me)).Refusal);
    }

    [Fact]
    public async Task The_link_is_new_at_each_start_and_lies_where_only_the_hubs_user_reads_it()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        var first = await File.ReadAllTextAsync(hub[Visitor.LinkFile]);
        Assert.StartsWith(hub.HttpAddress + "/#seat=", first, StringComparison.Ordinal);
        Assert.Contains(first.Trim(), hub.Welcome, StringComparison.Ordinal);
        Assert.True(
            OperatingSystem.IsWindows()
            || File.GetUnixFileMode(hub[Visitor.LinkFile]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await hub.StopAsync();
        await hub.StartAsync();
        using var key = SigningKey.Create();
        using var late = new Visitor(hub, key)
        {
            ByLink = false, Headers = { [HttpPaths.SeatSecretHeader] = first.Trim().Split("#seat=")[1] },
        };
        Assert.Equal(
            (403, 4028),
            (await late.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", key))).Refusal);
    }

    [Fact]
    public async Task Where_no_seats_are_open_no_link_lies_about()
    {
        await using var hub = await HubInProcess.ExerciseAsync("exercise.openSeats=false");
        Assert.False(File.Exists(hub[Visitor.LinkFile]));
        Assert.DoesNotContain("#seat=", hub.Welcome, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("X-Forwarded-Anything", "")]
    [InlineData("X-Real-IP", "192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "rebound.example:5080")]
    public async Task A_request_that_somebody_passed_on_or_that_was_lured_here_finds_the_exercise_closed(
        string header, string value)
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key) { Headers = { [header] = value } };
        await ClosedAsync(visitor, key);
    }

    [Theory]
    [InlineData("exercise.openSeats=false")]
    [InlineData("listen.mqtt=0.0.0.0:0")]
    [InlineData("listen.urls=http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Where_the_operator_or_a_door_says_so_the_exercise_is_closed(string setting)
    {
        await using var hub = await HubInProcess.ExerciseAsync("listen.allowPlaintext=true", setting);
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        await ClosedAsync(visitor, key);
    }

    [Fact]
    public async Task A_directory_that_was_not_set_up_as_the_exercise_has_no_open_seats()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        await ClosedAsync(visitor, key);
    }

    [Fact]
    public async Task An_exercise_ends_when_a_real_participant_is_entered()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        var directory = JsonNode.Parse(await File.ReadAllTextAsync(hub.DirectoryFilePath))!;
        directory["participants"]!.AsArray()
            .Add(new JsonObject { ["code"] = "CERT7", ["name"] = "A real one", ["pocs"] = new JsonArray() });
        Change(hub, directory);
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            return hub.The<Rulebook>().Directory.Find("CERT7") is not null;
        }, "the change to be in force");
        await ClosedAsync(visitor, key);
    }

    [Fact]
    public async Task What_the_operator_changed_a_moment_ago_is_kept_when_a_key_is_added()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        var directory = JsonNode.Parse(await File.ReadAllTextAsync(hub.DirectoryFilePath))!;
        directory["participants"]![1]!["name"] = "Another name";
        Change(hub, directory);
        Assert.Equal(
            201, (await visitor.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", key))).Status);
        Assert.Equal("Another name", hub.The<Rulebook>().Directory.Find("XB")!.Name);
        Assert.Equal(
            "Another name",
            (string?)JsonNode.Parse(await File.ReadAllTextAsync(hub.DirectoryFilePath))!["participants"]![1]!["name"]);
    }

    [Fact]
    public async Task A_file_with_faults_is_the_operators_to_mend_and_nothing_is_written_over_it()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        hub.ErrorsExpected = true;
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        var (good, claim) = (await File.ReadAllTextAsync(hub.DirectoryFilePath), Visitor.Claim("XA", "officer", key));
        Change(hub, JsonNode.Parse(good.Replace("\"XB\"", "\"X B\"", StringComparison.Ordinal))!);
        var faulty = await File.ReadAllTextAsync(hub.DirectoryFilePath);
        Assert.Equal((503, 4027), (await visitor.PostAsync(HttpPaths.ExerciseSeats, claim)).Refusal);
        Assert.Equal((503, 4027), (await visitor.PostAsync(HttpPaths.ExerciseSeats, claim)).Refusal);
        Assert.Equal(faulty, await File.ReadAllTextAsync(hub.DirectoryFilePath));
        Assert.Single(hub.Errors, e => e.StartsWith("1004", StringComparison.Ordinal));
        Change(hub, JsonNode.Parse(good)!, day: 2);
        Assert.Equal(201, (await visitor.PostAsync(HttpPaths.ExerciseSeats, claim)).Status);
    }

    [Fact]
    public async Task The_watch_over_the_file_leaves_what_the_hub_itself_wrote()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var key = SigningKey.Create();
        using var visitor = new Visitor(hub, key);
        Assert.Equal(
            201, (await visitor.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", key))).Status);
        var inForce = hub.The<Rulebook>().Directory;
        await hub.The<DirectoryKeeper>().RefreshAsync(default);
        Assert.Same(inForce, hub.The<Rulebook>().Directory);
        Assert.True(
            OperatingSystem.IsWindows()
            || File.GetUnixFileMode(hub.DirectoryFilePath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Many_who_take_seats_at_once_all_have_them()
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        using var nobody = new Visitor(hub);
        var keys = Enumerable.Range(0, 20).Select(_ => SigningKey.Create()).ToList();
        var answers = await Task.WhenAll(keys.Select((key, i) =>
            nobody.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim(i % 2 == 0 ? "XA" : "XB", "officer", key))));
        Assert.All(answers, a => Assert.Equal(201, a.Status));
        var (onDisk, _) = DirectoryFile.Read(await File.ReadAllBytesAsync(hub.DirectoryFilePath));
        Assert.All(keys, key => Assert.NotNull(onDisk!.SeatOf(key.Id)));
        Assert.All(keys, key => Assert.NotNull(hub.The<Rulebook>().Directory.SeatOf(key.Id)));
    }

    private static async Task ClosedAsync(Visitor visitor, SigningKey key)
    {
        Assert.Equal(
            """{"open":false,"seats":[],"byLink":false}""", (await visitor.GetAsync(HttpPaths.Exercise)).Body);
        Assert.Equal(
            (403, 4020),
            (await visitor.PostAsync(HttpPaths.ExerciseSeats, Visitor.Claim("XA", "officer", key))).Refusal);
        Assert.Equal((401, 1102), (await visitor.GetAsync(HttpPaths.Me)).Refusal);
    }

    private static void Change(HubInProcess hub, JsonNode directory, int day = 1)
    {
        File.WriteAllText(hub.DirectoryFilePath, directory.ToJsonString());
        File.SetLastWriteTimeUtc(hub.DirectoryFilePath, new DateTime(2030, 1, day, 0, 0, 0, DateTimeKind.Utc));
    }
}
