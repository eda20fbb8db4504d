using Hotline.Contract.Wire;

namespace Hotline.Contract.Tests;

/// <summary>What a place in the journal is worth after a loss. The console has the same cases.</summary>
public sealed class EpochTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddDays(1);

    [Fact]
    public void In_the_same_epoch_a_cursor_holds_and_beyond_the_head_nothing_does()
    {
        Assert.Equal(7, Epochs.Resume(7, null, null, [], 9));
        Assert.Equal(9, Epochs.Resume(9, null, null, [], 9));
        Assert.Equal(0, Epochs.Resume(10, null, null, [], 9));
        Assert.Equal(7, Epochs.Resume(7, First, First, [Recovery(First, 4)], 9));
        Assert.Equal(0, Epochs.Resume(10, First, First, [Recovery(First, 4)], 9));
    }

    [Fact]
    public void After_recoveries_the_least_that_was_kept_since_holds()
    {
        Assert.Equal(40, Epochs.Resume(50, null, First, [Recovery(First, 40)], 60));
        Assert.Equal(30, Epochs.Resume(30, null, First, [Recovery(First, 40)], 60));
        Assert.Equal(20, Epochs.Resume(50, null, Second, [Recovery(First, 40), Recovery(Second, 20)], 60));
        Assert.Equal(45, Epochs.Resume(50, First, Second, [Recovery(First, 10), Recovery(Second, 45)], 60));
    }

    [Fact]
    public void Of_an_epoch_that_is_lost_itself_nothing_holds()
    {
        Assert.Equal(0, Epochs.Resume(50, First.AddHours(2), First, [Recovery(First, 40)], 60));
        Assert.Equal(0, Epochs.Resume(5, First, null, [], 60));
    }

    private static Recovery Recovery(DateTimeOffset epoch, long kept) =>
        new(epoch, kept + 1, kept, null, null, epoch, "A", "B");
}
