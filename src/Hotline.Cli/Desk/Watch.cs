using System.Collections.Immutable;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>Where a watch shows what it sees.</summary>
internal interface IWatchPage : IAsyncDisposable
{
    /// <summary>True when a person sees it: only then may "displayed" be confirmed.</summary>
    bool Person { get; }

    /// <summary>True when it is written in words, for people now or later: the hub is asked what is awaited.</summary>
    bool InWords { get; }

    /// <summary>Before the feed: how things stand. Null when the hub could not be asked.</summary>
    void Begin(HubView? hub, ExchangeList? exchanges);

    /// <summary>An item of the feed.</summary>
    /// <param name="seen">The item and what is known of it.</param>
    void Show(Seen seen);

    /// <summary>The line came or went.</summary>
    void Show(ConnectionState state);

    /// <summary>The hub says something else than a sender signed, or than it said before.</summary>
    void Alarm(Refusal alarm);

    /// <summary>Entries of this reader's are damaged at the hub, and are not served.</summary>
    /// <param name="alarm">In words.</param>
    /// <param name="positions">Which.</param>
    void Damaged(Refusal alarm, IReadOnlyList<long> positions);

    /// <summary>Something that the user should know and that does not end the watch.</summary>
    void Warn(string sentence);
}

/// <summary>An item of the feed with what is known of it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Message">Its envelope, checked; null when it has none or it is not proven.</param>
/// <param name="Wrong">Why it is not proven, not what the hub says, or not stored.</param>
/// <param name="View">
/// How its exchange stands; null when nobody asked: for machines, for what is older than the watch, or without an
/// answer.
/// </param>
internal sealed record Seen(FeedItem Item, SignedEnvelope? Message, Refusal? Wrong, ExchangeView? View);

/// <summary>
/// Follows the feed: checks each envelope, stores it, confirms it as delivered, shows it, confirms it as displayed, in
/// this order.
/// </summary>
internal sealed class Watch(
    OpenDesk desk, HotlineConnection connection, FeedCursor cursor, IWatchPage page, bool confirm)
{
    /// <summary>What came before is in the list that the watch began with.</summary>
    private long _liveFrom;

    private string Me => desk.Profile.Participant;

    /// <summary>Positions that were told to be damaged.</summary>
    private readonly HashSet<long> _damaged = [];

    /// <summary>
    /// What to say at the end: the first thing that the hub said and no honest hub would. A journal that was rolled
    /// back, or is damaged, is told when it is seen, and the watch goes on.
    /// </summary>
    private Refusal? _alarm;

    /// <summary>
    /// Watches until stopped or refused; null when it was stopped and the hub said nothing else than what was signed.
    /// </summary>
    /// <param name="from">Position after which to begin; null to go on where the last watch ended.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<Refusal?> RunAsync(long? from, CancellationToken stop)
    {
        connection.StateChanged += page.Show;
        connection.RolledBack += page.Alarm;
        connection.Damaged += Damaged;
        try
        {
            (await desk.Api.AboutAsync(stop)).Try(out var hub, out _);
            ExchangeList? exchanges = null;
            if (hub is not null)
            {
                await desk.Api.RefreshDirectoryAsync(stop);
                (await desk.Api.ExchangesAsync(stop)).Try(out exchanges, out _);
            }
            _liveFrom = hub?.Head ?? 0;
            page.Begin(hub, exchanges is null ? null : exchanges with { Exchanges = Proven(exchanges) });
            if (exchanges?.Damaged is { } damaged)
            {
                Damaged(ClientErrors.HubDamaged(damaged), damaged);
            }
            await foreach (var item in from is { } given
                ? connection.FollowAsync(given, stop) : connection.FollowAsync(cursor.Read(), stop))
            {
                await TakeAsync(item, stop);
                if (!item.Ahead)
                {
                    cursor.Advance(new FeedPlace(item.Entry.Position, connection.Epoch));
                }
            }
            return _alarm;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return _alarm;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
        finally
        {
            connection.StateChanged -= page.Show;
            connection.RolledBack -= page.Alarm;
            connection.Damaged -= Damaged;
        }
    }

    private ImmutableArray<ExchangeView> Proven(ExchangeList list)
    {
        var proven = list.Exchanges.Select(desk.Proven).ToList();
        foreach (var alarm in proven.Select(p => p.Alarm).OfType<Refusal>())
        {
            Alarm(alarm);
        }
        return [.. proven.Select(p => p.View)];
    }

    /// <summary>Each once: what is listed may come in the feed too.</summary>
    private void Damaged(Refusal alarm, IReadOnlyList<long> positions)
    {
        var fresh = positions.Where(_damaged.Add).ToList();
        if (fresh.Count > 0)
        {
            page.Damaged(fresh.Count == positions.Count ? alarm : ClientErrors.HubDamaged(fresh), fresh);
        }
    }

    private void Alarm(Refusal alarm)
    {
        _alarm ??= alarm;
        page.Alarm(alarm);
    }

    private async Task TakeAsync(Received arrived, CancellationToken stop)
    {
        var (item, message, wrong) = (arrived.Item, arrived.Message, arrived.Alarm);
        if (message is not null && wrong is null)
        {
            wrong = desk.Inbox.Save(message);
        }
        _alarm ??= arrived.Alarm;
        var received = item.Entry.Fact is Accepted opened
            && (opened.Opening.To.Contains(Me) || opened.Opening.Cc.Contains(Me))
            && message?.Envelope.Id == opened.Exchange && wrong is null;
        if (received && confirm)
        {
            await ConfirmAsync(message!.Envelope.Id, Rung.Delivered, stop);
        }
        page.Show(new Seen(item, message, wrong, await ViewAsync(item.Entry, received, stop)));
        if (received && confirm && page.Person)
        {
            await ConfirmAsync(message!.Envelope.Id, Rung.Displayed, stop);
        }
    }

    /// <summary>
    /// How the exchange of an entry stands now, in words: the hub says what is awaited, nobody works it out here.
    /// </summary>
    private async Task<ExchangeView?> ViewAsync(Entry entry, bool received, CancellationToken stop)
    {
        var wanted = page.InWords && (received || entry.Position > _liveFrom);
        if (!wanted || entry.Fact.Stream.AsExchange is not { } exchange
            || !(await desk.Api.CheckedExchangeAsync(exchange, desk.Inbox, stop)).Try(out var found, out _))
        {
            return null;
        }
        if (found.Alarm is { } alarm)
        {
            Alarm(alarm);
        }
        return found.View;
    }

    /// <summary>As long as the hub is away the confirmation waits; nothing else comes then anyway.</summary>
    private async Task ConfirmAsync(MessageId message, Rung rung, CancellationToken stop)
    {
        Refusal? refusal;
        do
        {
            refusal = await connection.ConfirmAsync(message, rung, stop);
        }
        while (refusal is { Number: 6001 });
        if (refusal is not null)
        {
            page.Warn($"Not confirmed as {rung.Wire()}: {refusal}");
        }
    }
}
