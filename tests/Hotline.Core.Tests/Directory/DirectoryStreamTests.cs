using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Streams;
using Hotline.Testing;

namespace Hotline.Core.Tests.Directory;

/// <summary>From which entry to which a key speaks.</summary>
public sealed class DirectoryStreamTests
{
    private static readonly Seat Officer = Some.Seat("XA/officer");
    private static readonly string Key = Officer.Key.Id;
    private readonly DirectoryStream _sort = new();
    private DirectoryState? _state;
    private long _position;

    [Fact]
    public void A_key_is_admitted_once_removed_once_and_may_come_back()
    {
        Assert.Equal<Fact>(
            [new KeyAdmitted("XA", "officer", Officer.Poc.Role, Officer.Poc.Title, Officer.Key.ToJwk())],
            Do(Admit()));
        Assert.Empty(Do(Admit()));
        Assert.Equal<Fact>([new KeyRemoved("XA", "officer", Key)], Do(Remove()));
        Assert.Empty(Do(Remove()));
        Assert.Single(Do(Admit()));
        Assert.Equal<(long, long?)>([(1, 2), (3, null)], _state!.Spans.Select(s => (s.Since, s.Until)));
        Assert.True(_state.Speaks("officer", Key));
        Assert.False(_state.Speaks("deputy", Key));
    }

    [Fact]
    public void A_key_that_moves_to_another_seat_leaves_the_first_alone()
    {
        Do(Admit());
        Do(new AdmitKeys("XA", [Officer with { Poc = Some.Seat("XA/deputy").Poc }]));
        Do(Remove());
        Assert.False(_state!.Speaks("officer", Key));
        Assert.True(_state.Speaks("deputy", Key));
    }

    [Fact]
    public void The_history_has_every_key_and_says_which_have_left()
    {
        Do(new AdmitKeys("XA", [Officer, Some.Seat("XA/deputy")]));
        Do(Remove());
        var history = new KeyHistory([_state!]);
        Assert.Equal("XA/officer", history.SeatOf(Key)!.ToString());
        Assert.NotNull(history.Key(Some.Key("XA/deputy").Id));
        Assert.Null(history.Key(Some.Key("nobody").Id));
        var left = Assert.Single(history.Left);
        Assert.Equal((Key, 1L, 3L), (left.KeyId, left.Since, left.Until!.Value));
    }

    private static AdmitKeys Admit() => new("XA", [Officer]);

    private static RemoveKeys Remove() => new("XA", [("officer", Key)]);

    private ImmutableArray<Fact> Do(Command command)
    {
        var facts = _sort.Decide(_state, command, Cast.At(Cast.Start)).Value;
        foreach (var fact in facts)
        {
            _state = (DirectoryState?)_sort.Apply(_state, new Entry(++_position, Cast.Start, fact));
        }
        return facts;
    }
}
