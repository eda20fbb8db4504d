using System.Runtime.Versioning;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class StoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SigningKey _key = SigningKey.Create();

    public void Dispose() => _directory.Dispose();

    private string Inside(string name) => _directory[name];

    [Fact]
    public void A_stored_envelope_is_found_by_its_id_and_storing_it_again_changes_nothing()
    {
        var store = new EnvelopeStore(Inside("xb.inbox"));
        var message = FreshMessage.SignedBy(_key);

        Assert.Null(store.Save(message));
        Assert.Null(store.Save(message));

        Assert.Equal(message.Compact, store.Find(message.Envelope.Id));
        Assert.Equal(
            [$"{message.Envelope.Id}.jws"], Directory.EnumerateFiles(Inside("xb.inbox")).Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Directory.EnumerateFiles(Inside("xb.inbox")).Single()));
    }

    [Fact]
    public void The_same_message_under_another_signature_is_stored_already()
    {
        var store = new EnvelopeStore(Inside("xb.inbox"));
        var first = FreshMessage.SignedBy(_key);
        store.Save(first);

        Assert.Null(store.Save(SignedEnvelope.Open(Twin.Of(first.Compact), _ => _key.Public).Value));
        Assert.Equal(first.Compact, store.Find(first.Envelope.Id));
    }

    [Fact]
    public void The_same_id_with_other_bytes_overwrites_nothing()
    {
        var store = new EnvelopeStore(Inside("xb.inbox"));
        var envelope = FreshMessage.Opening();
        var first = SignedEnvelope.Sign(envelope, _key).Value;
        store.Save(first);

        Assert.Equal(6021, store.Save(SignedEnvelope.Sign(envelope with { Subject = "Other" }, _key).Value)!.Number);
        Assert.Equal(first.Compact, store.Find(envelope.Id));
    }

    [Fact]
    public void What_a_crash_left_half_written_is_no_obstacle()
    {
        var message = FreshMessage.SignedBy(_key);
        Directory.CreateDirectory(Inside("xb.inbox"));
        File.WriteAllText(Inside($"xb.inbox/{message.Envelope.Id}.jws.tmp"), "eyJ");
        var store = new EnvelopeStore(Inside("xb.inbox"));

        Assert.Null(store.Find(message.Envelope.Id));
        Assert.Null(store.Save(message));
        Assert.Equal(message.Compact, store.Find(message.Envelope.Id));
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_refused_so_that_nothing_is_confirmed()
    {
        File.WriteAllText(Inside("xb.inbox"), "a file where the directory should be");

        Assert.Equal(6022, new EnvelopeStore(Inside("xb.inbox")).Save(FreshMessage.SignedBy(_key))!.Number);
    }

    [Fact]
    public async Task The_directory_is_kept_and_tells_whose_a_key_is_without_the_hub()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        Assert.Null(await DirectoryCache.Read(Inside("d.json")).RefreshAsync(api, RealTime.Clock));
        var message = server.Message();

        var cache = DirectoryCache.Read(Inside("d.json"));

        Assert.Equal("XA", cache.Owner(message.KeyId)!.Participant);
        Assert.NotNull(cache.AsOf);
        Assert.Equal(message.Envelope.Id, cache.Open(message.Compact).Value.Envelope.Id);
        Assert.Equal(1022, cache.Open(FreshMessage.SignedBy(_key).Compact).Refusal!.Number);
        Assert.Equal(1023, cache.Open(
            SignedEnvelope.Sign(FreshMessage.Opening(), server.Journal.Other).Value.Compact).Refusal!.Number);
    }

    [Fact]
    public async Task A_key_that_left_one_seat_for_another_is_good_for_what_it_signed_at_each()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        var now = server.Message();
        var before = SignedEnvelope.Sign(
            FreshMessage.Opening() with { From = "XC", To = ["XB"] }, server.Journal.Officer).Value;
        server.Journal.Former =
        [
            new FormerKeyView(
                "XC", "officer", PocRole.DutyOfficer, "Duty officer", server.Journal.Officer.Public.ToJwk(),
                before.Envelope.Created.AddDays(-9), 1, before.Envelope.Created.AddMinutes(1), 7),
        ];
        var cache = DirectoryCache.InMemory();
        Assert.Null(await cache.RefreshAsync(api, RealTime.Clock));

        Assert.Equal(now.Envelope.Id, cache.Open(now.Compact).Value.Envelope.Id);
        Assert.Equal(before.Envelope.Id, cache.Open(before.Compact).Value.Envelope.Id);
        Assert.Equal("XA", cache.Owner(now.KeyId)!.Participant);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"participants":[null],"former":[]}""")]
    [InlineData("""{"participants":[{"code":"XA","name":"XA","pocs":[null]}],"former":[]}""")]
    [InlineData("""{"participants":[],"former":[null]}""")]
    public void A_damaged_directory_counts_as_none(string text)
    {
        File.WriteAllText(Inside("d.json"), text);
        Assert.Null(DirectoryCache.Read(Inside("d.json")).AsOf);
    }

    [Fact]
    public async Task A_key_that_has_left_is_good_for_messages_of_its_time_and_told_as_gone()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        var (old, young) = (FreshMessage.SignedBy(_key), FreshMessage.Opening());
        server.Journal.Former =
        [
            new FormerKeyView("XA", "officer", PocRole.DutyOfficer, "Duty officer", _key.Public.ToJwk(),
                old.Envelope.Created.AddDays(-9), 1, old.Envelope.Created.AddMinutes(1), 7),
        ];
        Assert.Null(await DirectoryCache.Read(Inside("d.json")).RefreshAsync(api, RealTime.Clock));
        var cache = DirectoryCache.Read(Inside("d.json"));

        Assert.Equal(old.Envelope.Id, cache.Open(old.Compact).Value.Envelope.Id);
        Assert.Equal(old.Envelope.Created.AddMinutes(1), cache.Owner(old.KeyId)!.Left);
        Assert.Null(cache.Owner(server.Message().KeyId)!.Left);
        var late = SignedEnvelope.Sign(young with { Created = young.Created.AddHours(3) }, _key).Value;
        Assert.Equal(6026, cache.Open(late.Compact).Refusal!.Number);
        var elsewhere = SignedEnvelope.Sign(young with { From = "XB", To = ["XA"] }, _key).Value;
        Assert.Equal(1023, cache.Open(elsewhere.Compact).Refusal!.Number);
    }

    [Fact]
    public void A_cursor_is_remembered_and_one_that_is_not_there_is_zero()
    {
        var time = new ManualTime();
        var epoch = new DateTimeOffset(2026, 11, 27, 10, 0, 0, 123, TimeSpan.Zero);
        Assert.Equal(default, new FeedCursor(Inside("c"), time).Read());
        using (var cursor = new FeedCursor(Inside("c"), time))
        {
            cursor.Advance(new FeedPlace(4, null));
            cursor.Advance(new FeedPlace(9, epoch));
            Assert.Equal(new FeedPlace(4, null), cursor.Read());
        }
        Assert.Equal(new FeedPlace(9, epoch), new FeedCursor(Inside("c"), time).Read());
    }

    [Fact]
    public void Replies_go_to_the_opening_side_and_endings_to_all_addressees_under_the_same_rules()
    {
        var opening = FreshMessage.Opening() with { Cc = ["XC"], Precedence = Precedence.Immediate };
        var (mine, theirs) = (Of("XA"), Of("XB"));
        var by = RealTime.Clock.GetUtcNow().AddHours(2);

        var ack = theirs.Acknowledge(opening, by).Value.Envelope;
        var answer = theirs.Respond(opening, new Content("text/plain", "\"Yes.\""), "Re").Value.Envelope;
        var closure = mine.Close(opening).Value.Envelope;

        Assert.All([ack, answer, closure], e => Assert.Equal(
            (opening.Id, opening.Id, opening.Regime, opening.Precedence, opening.Status, opening.Tlp),
            (e.Exchange, e.InReplyTo!.Value, e.Regime, e.Precedence, e.Status, e.Tlp)));
        Assert.Equal("XA", Assert.Single(ack.To));
        Assert.Equal(by.ToMilliseconds(), ack.ExpectBy);
        Assert.Equal("XB", Assert.Single(closure.To));
        Assert.Equal("XC", Assert.Single(closure.Cc));
        Assert.Equal(6031, mine.Acknowledge(opening).Refusal!.Number);
        Assert.Equal(6031, theirs.Withdraw(opening).Refusal!.Number);
    }

    private Messages Of(string participant)
    {
        var profile = new Profile("http://127.0.0.1:1", _key.Public.ToJwk(), participant, "officer",
            PocRole.DutyOfficer, _key.ToPrivateJwk());
        return new Messages(profile, _key, new MessageIds(RealTime.Clock), RealTime.Clock);
    }
}
