using Hotline.Hub.Access;

namespace Hotline.Hub.Tests.Access;

/// <summary>One after the other of each name, and nobody waits for another's.</summary>
public sealed class TurnsTests
{
    private readonly Turns _turns = new();

    [Fact]
    public async Task Of_one_name_the_first_goes_first_and_others_pass()
    {
        var first = await _turns.EnterAsync("XB/officer", default);
        var second = _turns.EnterAsync("XB/officer", default);
        var third = _turns.EnterAsync("XB/officer", default);
        using (await _turns.EnterAsync("XA/officer", default))
        {
            Assert.False(second.IsCompleted);
        }
        first.Dispose();
        var turn = await second;
        Assert.False(third.IsCompleted);
        turn.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_waiting()
    {
        var first = await _turns.EnterAsync("XB/officer", default);
        using var patience = new CancellationTokenSource();
        var second = _turns.EnterAsync("XB/officer", patience.Token);
        var third = _turns.EnterAsync("XB/officer", default);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }
}
