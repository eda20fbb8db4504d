using System.Net;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Seats;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>How a new key gets its seat.</summary>
public sealed class KeyRequestTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();
    private readonly ManualTime _time = new();

    public void Dispose() => _key.Dispose();

    private string Mine => Fingerprint.Of(_key.Id);

    [Fact]
    public async Task A_key_that_asks_and_is_approved_has_its_seat_at_once_and_for_good()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using (var newcomer = new Visitor(hub, _key))
        {
            using var administrator = Visitor.At(hub, "XA/administrator");
            var asked = await newcomer.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "deputy", _key));
            Assert.Equal(202, asked.Status);
            var request = asked.As(WireJson.Default.KeyRequest);
            Assert.Equal(
                (Mine, "XA", "deputy", _key.Public.ToJwk(), hub.Time.GetUtcNow(), hub.Time.GetUtcNow().AddMinutes(30)),
                (request.Fingerprint, request.Participant, request.Poc, request.Key, request.Received,
                    request.Expires));
            Assert.Equal((401, 1102), (await newcomer.GetAsync(HttpPaths.Me)).Refusal);
            var list = (await administrator.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList);
            Assert.Equal(request, Assert.Single(list.Requests));

            var approved = await administrator.PostAsync(
                HttpPaths.KeyApprovals, Approval(Mine.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()));
            Assert.Equal(
                ("XA", "deputy", "deputy of XA"),
                approved.As(WireJson.Default.Me) is var me ? (me.Participant, me.Poc, me.Title) : default);
            Assert.Equal(approved.Body, (await newcomer.GetAsync(HttpPaths.Me)).Body);
            Assert.Empty(
                (await administrator.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList).Requests);
            Assert.Equal((404, 4025), (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        }
        await hub.StopAsync();
        await hub.StartAsync();
        using var again = new Visitor(hub, _key);
        Assert.Equal(200, (await again.GetAsync(HttpPaths.Me)).Status);
        Assert.Empty(hub.The<Rulebook>().Directory.Find("XA")!.Poc("deputy")!.Guests);
    }

    [Theory]
    [InlineData("XA/officer")]
    [InlineData("XA/deputy")]
    [InlineData("XA/notifier")]
    [InlineData("XZ/officer")]
    public async Task Whoever_is_no_administrator_neither_sees_nor_approves(string seat)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var visitor = Visitor.At(hub, seat);
        Assert.Equal(
            202, (await visitor.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", _key))).Status);
        Assert.Equal((403, 2204), (await visitor.GetAsync(HttpPaths.KeyRequests)).Refusal);
        Assert.Equal((403, 2204), (await visitor.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        Assert.Null(hub.The<Rulebook>().Directory.SeatOf(_key.Id));
    }

    [Fact]
    public async Task An_administrator_sees_and_approves_only_for_its_own_participant()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var other = Visitor.At(hub, "XB/administrator");
        await other.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", _key));
        Assert.Empty((await other.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList).Requests);
        Assert.Equal((403, 2204), (await other.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        Assert.Null(hub.The<Rulebook>().Directory.SeatOf(_key.Id));
    }

    [Fact]
    public async Task Nobody_without_a_token_approves()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var stranger = new Visitor(hub, _key);
        await stranger.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", _key));
        Assert.Equal((401, 1102), (await stranger.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
    }

    [Fact]
    public async Task A_stranger_cannot_tell_from_the_answers_which_seats_and_keys_there_are()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var stranger = new Visitor(hub);
        foreach (var (participant, poc, key) in new[]
        {
            ("XA", "officer", SigningKey.Create()), ("XA", "nobody", SigningKey.Create()),
            ("NOWHERE", "officer", SigningKey.Create()), ("XA", "deputy", Some.Key("XB/officer")),
        })
        {
            var answer = await stranger.PostAsync(HttpPaths.KeyRequests, Visitor.Claim(participant, poc, key));
            Assert.Equal(
                ["expires", "fingerprint", "key", "participant", "poc", "received"],
                answer.Json.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
            Assert.Equal(
                (202, Fingerprint.Of(key.Id)), (answer.Status, answer.As(WireJson.Default.KeyRequest).Fingerprint));
        }
    }

    [Fact]
    public async Task What_cannot_be_approved_says_why()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var administrator = Visitor.At(hub, "XA/administrator");
        await administrator.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "nobody", _key));
        Assert.Equal((404, 4021), (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        await administrator.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "deputy", Some.Key("XB/officer")));
        Assert.Equal(
            (409, 4022),
            (await administrator.PostAsync(
                HttpPaths.KeyApprovals, Approval(Fingerprint.Of(Some.Key("XB/officer").Id)))).Refusal);
        Assert.Equal(
            (404, 4025), (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval("K7QF-2M9D-XTRA"))).Refusal);
        Assert.Equal(
            (404, 4025),
            (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval("not a fingerprint"))).Refusal);
        Assert.Equal((400, 4006), (await administrator.PostAsync(HttpPaths.KeyApprovals, "{}")).Refusal);
        Assert.Equal(
            (413, 4014),
            (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(new string('0', 4096)))).Refusal);
    }

    [Fact]
    public async Task An_approved_key_pushes_nobody_out()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var administrator = Visitor.At(hub, "XA/administrator");
        for (var i = 1; i <= DirectoryKeeper.KeysPerPoc; i++)
        {
            using var key = SigningKey.Create();
            await administrator.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", key));
            var approved = await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(Fingerprint.Of(key.Id)));
            Assert.Equal(i < DirectoryKeeper.KeysPerPoc ? 200 : 409, approved.Status);
        }
        Assert.NotNull(hub.The<Rulebook>().Directory.SeatOf(Some.Key("XA/officer").Id));
    }

    [Fact]
    public async Task A_request_expires_by_the_hubs_time()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var administrator = Visitor.At(hub, "XA/administrator");
        await administrator.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", _key));
        hub.Time.Advance(KeyRequests.Life - TimeSpan.FromMilliseconds(1));
        Assert.Single(
            (await administrator.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList).Requests);
        hub.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((404, 4025), (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        Assert.Empty(
            (await administrator.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList).Requests);
    }

    [Fact]
    public void Asking_again_is_the_first_request_whose_time_goes_on()
    {
        var requests = new KeyRequests(_time);
        var first = requests.Add("XA", "officer", _key.Public, null).Value;
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.Same(first, requests.Add("XA", "officer", _key.Public, null).Value);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(first.Expires, requests.Add("XA", "officer", _key.Public, null).Value.Expires);
    }

    [Theory]
    [InlineData("XA", "administrator")]
    [InlineData("XB", "officer")]
    public void What_an_administrator_compares_means_one_seat(string participant, string poc)
    {
        var requests = new KeyRequests(_time);
        requests.Add("XA", "officer", _key.Public, null);
        Assert.Equal(4023, requests.Add(participant, poc, _key.Public, null).Refusal?.Number);
        Assert.Equal("officer", requests.Find(Mine).Value.Poc);
    }

    [Fact]
    public void One_participant_has_room_for_one_from_each_of_sixty_four_and_who_is_in_stays_in()
    {
        var requests = new KeyRequests(_time);
        var mine = requests.Add("XA", "officer", _key.Public, null).Value;
        for (var i = 1; i < KeyRequests.PerParticipant; i++)
        {
            Assert.True(Ask(requests, "XA", Address(i)).Ok);
        }
        Assert.Equal(4024, Ask(requests, "XA", Address(99)).Refusal?.Number);
        Assert.True(Ask(requests, "XB", Address(99)).Ok);
        Assert.Same(mine, requests.Find(Mine).Value);
        Assert.True(requests.Add("XA", "officer", _key.Public, null).Ok);
        requests.Remove(mine);
        Assert.True(Ask(requests, "XA", Address(99)).Ok);
    }

    [Fact]
    public void In_all_there_is_room_for_1024_and_time_makes_room_again()
    {
        var requests = new KeyRequests(_time);
        for (var i = 0; i < KeyRequests.InAll; i++)
        {
            Assert.True(Ask(requests, $"X{i / 10}", Address(i)).Ok);
        }
        Assert.Equal(4024, Ask(requests, "XA", Address(999)).Refusal?.Number);
        _time.Advance(KeyRequests.Life);
        Assert.True(Ask(requests, "XA", Address(999)).Ok);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8")]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")]
    public void One_machine_alone_cannot_fill_the_hub(string address, string same, string other)
    {
        var requests = new KeyRequests(_time);
        for (var i = 0; i < KeyRequests.PerAddress; i++)
        {
            Assert.True(
                Ask(requests, $"X{i / KeyRequests.PerAddressAndParticipant}", IPAddress.Parse(address)).Ok);
        }
        Assert.Equal(4024, Ask(requests, "XA", IPAddress.Parse(same)).Refusal?.Number);
        Assert.True(Ask(requests, "XA", IPAddress.Parse(other)).Ok);
    }

    [Fact]
    public void One_address_keeps_no_participants_enrolment_blocked()
    {
        var requests = new KeyRequests(_time);
        var attacker = Address(1);
        for (var half = 0; half < 3; half++)
        {
            while (Ask(requests, "XA", attacker).Ok)
            {
            }
            while (Ask(requests, "XB", attacker).Ok)
            {
            }
            Assert.True(Ask(requests, "XA", Address(2 + half)).Ok);
            Assert.True(Ask(requests, "XB", Address(2 + half)).Ok);
            _time.Advance(KeyRequests.Life);
        }
    }

    [Fact]
    public void Where_there_is_no_room_whoever_has_most_makes_it_with_what_was_asked_last()
    {
        var requests = new KeyRequests(_time);
        var mine = requests.Add("XA", "officer", _key.Public, Address(99)).Value;
        var theirs = new List<KeyRequest>();
        for (var i = 1; theirs.Count < KeyRequests.PerParticipant - 1; i++)
        {
            while (theirs.Count < KeyRequests.PerParticipant - 1
                && Ask(requests, "XA", Address(i)).Try(out var asked, out _))
            {
                theirs.Add(asked);
            }
        }
        var late = Ask(requests, "XA", Address(200)).Value;
        Assert.Equal(KeyRequests.PerParticipant, requests.Of("XA").Length);
        Assert.Equal(mine, requests.Find(Mine).Value);
        Assert.Equal(late, requests.Find(late.Fingerprint).Value);
        Assert.Equal(4025, requests.Find(theirs[KeyRequests.PerAddressAndParticipant - 1].Fingerprint).Refusal?.Number);
    }

    [Fact]
    public async Task A_rejected_key_asks_no_more_until_half_an_hour_later()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var stranger = new Visitor(hub);
        using var other = Visitor.At(hub, "XB/administrator");
        using var officer = Visitor.At(hub, "XA/officer");
        using var administrator = Visitor.At(hub, "XA/administrator");
        await stranger.PostAsync(HttpPaths.KeyRequests, Visitor.Claim("XA", "officer", _key));
        Assert.Equal((403, 2204), (await other.PostAsync(HttpPaths.KeyRejections, Approval(Mine))).Refusal);
        Assert.Equal((403, 2204), (await officer.PostAsync(HttpPaths.KeyRejections, Approval(Mine))).Refusal);
        Assert.Equal((401, 1100), (await stranger.PostAsync(HttpPaths.KeyRejections, Approval(Mine))).Refusal);
        Assert.Equal((400, 4006), (await administrator.PostAsync(HttpPaths.KeyRejections, "{}")).Refusal);

        Assert.Equal(204, (await administrator.PostAsync(HttpPaths.KeyRejections, Approval(Mine))).Status);
        Assert.Empty(
            (await administrator.GetAsync(HttpPaths.KeyRequests)).As(WireJson.Default.KeyRequestList).Requests);
        Assert.Equal((404, 4025), (await administrator.PostAsync(HttpPaths.KeyApprovals, Approval(Mine))).Refusal);
        Assert.Equal((404, 4025), (await administrator.PostAsync(HttpPaths.KeyRejections, Approval(Mine))).Refusal);
        var claim = Visitor.Claim("XA", "officer", _key);
        Assert.Equal((403, 4029), (await stranger.PostAsync(HttpPaths.KeyRequests, claim)).Refusal);
        hub.Time.Advance(KeyRequests.Life);
        Assert.Equal(202, (await stranger.PostAsync(HttpPaths.KeyRequests, claim)).Status);
    }

    [Fact]
    public void What_was_rejected_counts_for_its_address_so_long()
    {
        var requests = new KeyRequests(_time);
        for (var i = 0; i < KeyRequests.PerAddressAndParticipant; i++)
        {
            requests.Reject(Ask(requests, "XA", Address(1)).Value);
        }
        Assert.Equal(4024, Ask(requests, "XA", Address(1)).Refusal?.Number);
        Assert.True(Ask(requests, "XA", Address(2)).Ok);
        _time.Advance(KeyRequests.Life);
        Assert.True(Ask(requests, "XA", Address(1)).Ok);
    }

    private static Protocol.Outcome<KeyRequest> Ask(KeyRequests requests, string participant, IPAddress from)
    {
        using var key = SigningKey.Create();
        return requests.Add(participant, "officer", key.Public, from);
    }

    private static IPAddress Address(int number) => new([198, 51, (byte)(100 + number / 256), (byte)number]);

    private static string Approval(string fingerprint) => $$"""{"fingerprint":"{{fingerprint}}"}""";
}
