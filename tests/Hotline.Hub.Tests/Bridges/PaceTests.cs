using Hotline.Hub.Bridges;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Bridges;

public sealed class PaceTests
{
    [Fact]
    public async Task A_seconds_worth_goes_at_once_and_the_next_waits_for_its_turn()
    {
        var time = new ManualTime();
        var pace = new Pace(10, time);
        for (var i = 0; i < 11; i++)
        {
            await pace.TakeAsync(default);
        }
        var next = pace.TakeAsync(default).AsTask();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await next;
    }

    [Fact]
    public async Task What_was_not_used_is_not_saved_up()
    {
        var time = new ManualTime();
        var pace = new Pace(10, time);
        await pace.TakeAsync(default);
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 11; i++)
        {
            await pace.TakeAsync(default);
        }
        Assert.False(pace.TakeAsync(default).AsTask().IsCompleted);
    }
}
