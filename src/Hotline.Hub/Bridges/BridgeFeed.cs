using Hotline.Contract.Wire;
using Hotline.Hub.Settings;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Bridges;

/// <summary>
/// What one participant is sent at one broker: its feed behind a cursor that is kept in the journal, with the next
/// commit. A crash before that, and a connection that ends, only mean that the last messages go out again. What the
/// broker does not take is held and tried again: nothing behind it goes first.
/// </summary>
internal sealed class BridgeFeed
{
    private const int Page = 256;
    private readonly string _participant;
    private readonly BridgeSettings _settings;
    private readonly BridgeState _state;
    private readonly BridgeParts _parts;
    private readonly string _name;
    private readonly string _epoch;
    private long _position;
    private string? _held;

    private BridgeFeed(string participant, BridgeSettings settings, BridgeState state, BridgeParts parts)
    {
        (_participant, _settings, _state, _parts) = (participant, settings, state, parts);
        _name = $"bridge/{settings.Name}/{participant}";
        _epoch = parts.Recorder.Epoch is { } epoch ? Instant.Write(epoch) : "";
    }

    /// <summary>
    /// Goes on where it was, or begins with what comes from now on; called before the doors open, so that the first
    /// message after that is in the same commit as the new cursor or a later one.
    /// </summary>
    public static async Task<BridgeFeed> OpenAsync(
        string participant, BridgeSettings settings, BridgeState state, BridgeParts parts, CancellationToken ct)
    {
        var feed = new BridgeFeed(participant, settings, state, parts);
        var (saved, recorder) = (await parts.Store.CursorAsync(feed._name, ct), parts.Recorder);
        var head = recorder.Tail.Head;
        if (saved is null)
        {
            feed.Done(head);
            return feed;
        }

        // Before a recovery the journal may have had more, or other entries.
        DateTimeOffset? epoch = Instant.TryParse(saved.Note, out var later) ? later : null;
        var again = Epochs.Resume(saved.Position, epoch, recorder.Epoch, recorder.Recoveries, head);
        if (again < saved.Position)
        {
            BridgeLog.ReadsAgain(parts.Log, settings.Name, participant, saved.Position, again);
        }
        feed.Done(again);
        return feed;
    }

    /// <summary>Sends for as long as the connection lasts.</summary>
    public async Task RunAsync(BridgeConnection connection, CancellationToken ct)
    {
        while (true)
        {
            // What is held is tried alone: whoever cannot take one is not sent a window full each time.
            var page = await _parts.Recorder.Tail.ReadAsync(_participant, _position, _held is null ? Page : 1, ct);
            if (await SendAsync(page, connection, ct) is { } reason)
            {
                Hold(reason);
                await Task.Delay(_settings.Pause, _parts.Clock, ct);
                continue;
            }
            Done(page.Cursor);
            if (!page.Items.IsEmpty)
            {
                Release();
            }
            else
            {
                await _parts.Recorder.Tail.WaitAsync(_participant, _position, ct);
            }
        }
    }

    /// <summary>Hands a page over, many at a time; null when the broker has all of it, else why not.</summary>
    private async Task<string?> SendAsync(FeedPage page, BridgeConnection connection, CancellationToken ct)
    {
        var underWay = new Queue<(FeedItem Item, Publication Publication, Task<Handed> Answer)>();
        string? reason = null;
        foreach (var item in page.Items)
        {
            foreach (var publication in Publication.Of(item, _participant))
            {
                var type = publication.IsEnvelope ? MediaTypes.Envelope : "application/json";
                var message = Outgoing.Message(publication.Topic, publication.Payload(item), _settings, type);
                underWay.Enqueue((item, publication, await connection.BeginAsync(message, ct)));
            }
            while (reason is null && underWay.TryPeek(out var first) && first.Answer.IsCompleted)
            {
                reason = await SettleAsync(underWay);
            }
            if (reason is not null)
            {
                break;
            }
        }
        while (underWay.Count > 0)
        {
            var settled = await SettleAsync(underWay, count: reason is null);
            reason ??= settled;
        }
        return reason;
    }

    /// <summary>The broker's answer to the first that is under way; null when that may count as done.</summary>
    private async Task<string?> SettleAsync(
        Queue<(FeedItem Item, Publication Publication, Task<Handed> Answer)> underWay, bool count = true)
    {
        var (item, publication, answer) = underWay.Dequeue();
        var handed = await answer;
        var done = handed.Reason is null || handed.TooLarge || (handed.Nowhere && !publication.IsEnvelope);
        BridgeMeters.Handed(_settings.Name, handed.TooLarge ? "too-large" : done ? "taken" : "held");
        if (handed.TooLarge)
        {
            BridgeLog.TooLarge(_parts.Log, _settings.Name, _participant, item.Entry.Position);
        }
        else if (handed.Reason is null && publication.Brings is { } exchange)
        {
            _parts.Intake.CarriedByBridge(exchange, _participant, _settings.Name);
        }
        if (done && count && (!underWay.TryPeek(out var next) || next.Item.Entry.Position != item.Entry.Position))
        {
            Done(item.Entry.Position);
        }
        return done ? null : handed.Reason;
    }

    private void Done(long position)
    {
        _position = position;
        _parts.Recorder.SetCursor(_name, new Cursor(position, _epoch));
        _state.Change(s => s with { Positions = s.Positions.SetItem(_participant, position) });
    }

    private void Hold(string reason)
    {
        if (_held == reason)
        {
            return;
        }
        _held = reason;
        BridgeLog.Held(_parts.Log, _settings.Name, _participant, _position, reason);
        _state.Change(s => s with { Held = s.Held.SetItem(_participant, reason) });
    }

    private void Release()
    {
        if (_held is not null)
        {
            _held = null;
            BridgeLog.Released(_parts.Log, _settings.Name, _participant);
            _state.Change(s => s with { Held = s.Held.Remove(_participant) });
        }
    }
}
