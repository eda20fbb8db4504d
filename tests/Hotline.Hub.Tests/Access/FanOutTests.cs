using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Access;

/// <summary>What is on its way to readers has an owner.</summary>
public sealed class FanOutTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly List<(string Who, int Why)> _cut = [];
    private readonly FanOut _fanOut;

    public FanOutTests() => _fanOut = new FanOut(
        new LimitSettings { FanOutBytes = 100_000, ReaderPatience = TimeSpan.FromSeconds(10) }, _time);

    [Fact]
    public void Who_has_not_taken_a_page_when_patience_is_over_is_cut_once_and_one_that_has_is_not()
    {
        var slow = Hold("slow", 1000);
        _time.Advance(5 * Second);
        Hold("quick", 1000)!.Dispose();
        Hold("leisurely", 1000, leisurely: true);
        _time.Advance(4 * Second);
        Assert.Empty(_cut);
        _time.Advance(20 * Second);
        Assert.Equal([("slow", 4040)], _cut);

        slow!.Dispose();
        slow.Dispose();
        Assert.InRange(_fanOut.Bytes, 1000, 3000);
    }

    [Fact]
    public async Task Without_room_whoever_has_held_longest_is_cut_and_the_others_go_on_when_it_has_gone()
    {
        var first = Hold("first", 50_000, leisurely: true);
        _time.Advance(2 * Second);
        Hold("second", 40_000);
        Assert.Null(Hold("third", 40_000));
        Assert.Equal([("first", 4041)], _cut);
        var room = _fanOut.UntilRoomAsync(default);
        Assert.False(room.IsCompleted);

        first!.Dispose();
        await room;
        Assert.NotNull(Hold("third", 40_000));
        Assert.Equal([("first", 4041)], _cut);
    }

    [Fact]
    public void Nobody_is_cut_for_others_who_has_only_just_been_given_a_page()
    {
        Hold("first", 90_000);
        Assert.Null(Hold("second", 90_000));
        Assert.Empty(_cut);

        // Whoever waits is not forgotten.
        var room = _fanOut.UntilRoomAsync(default);
        _time.Advance(Second);
        Assert.Equal([("first", 4041)], _cut);
        Assert.True(room.IsCompleted || _fanOut.Bytes > 90_000);
    }

    [Fact]
    public void A_page_that_is_larger_than_all_there_is_goes_alone()
    {
        Assert.NotNull(Hold("large", 200_000));
        Assert.Null(Hold("other", 10));
    }

    [Fact]
    public async Task An_answer_waits_for_room_without_being_asked_for_again()
    {
        var page = Hold("first", 90_000);
        var answer = _fanOut.HoldAsync(60_000, why => _cut.Add(("answer", why.Number)), default);
        Assert.False(answer.IsCompleted);
        page!.Dispose();
        using var held = await answer;
        Assert.Equal(60_000, _fanOut.Bytes);

        // It takes its time, and is not cut while nobody else has need of the room.
        _time.Advance(60 * Second);
        Assert.Empty(_cut);
        Assert.Null(Hold("second", 50_000));
        Assert.Equal([("answer", 4041)], _cut);
    }

    [Fact]
    public async Task A_page_with_a_flash_finds_room_where_another_finds_none()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await hub.SendAsync(hub.Some.Message(to: "XB", precedence: Precedence.Flash));
        var flash = await hub.FeedAsync("XB");
        Hold("full", 98_000);
        Assert.Null(Hold("other", 4000));
        Assert.NotNull(_fanOut.TryHold(flash, _ => { }));
    }

    public void Dispose() => _fanOut.Dispose();

    private IDisposable? Hold(string who, int bytes, bool leisurely = false)
    {
        var entry = new Entry(1, _time.GetUtcNow(), new UnknownFact("such", default));
        var page = new FeedPage([FeedItem.Of(entry, [], new string('x', bytes))], 1, 1);
        return _fanOut.TryHold(page, why => _cut.Add((who, why.Number)), leisurely);
    }
}
