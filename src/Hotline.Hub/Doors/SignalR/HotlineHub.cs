using System.Runtime.CompilerServices;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Hub.Doors.SignalR;

/// <summary>The duty officer's door. Holds no state: what a reader has seen is the position it asks from.</summary>
[Authorize]
public sealed class HotlineHub(
    Authenticator authenticator, MessageIntake intake, Connections connections, SeatFeed feed, FanOut fanOut,
    LimitSettings limits, SecurityLog security, TimeProvider clock, ILogger<HotlineHub> log)
    : Hub<IHotlineClient>, IHotlineHub
{
    private const int Page = 256;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private const string OpenKey = "open";
    private const string StreamsKey = "streams";

    public override async Task OnConnectedAsync()
    {
        var seat = Require();
        var connection = Context;
        Context.Items[StreamsKey] = new OpenStreams(limits);
        var entered = connections.Enter(seat, Carrier.SignalR, Ender());
        if (!entered.Try(out var open, out var refusal))
        {
            await Clients.Caller.Ending(Refuse(refusal, seat).Message);
            connection.Abort();
            return;
        }
        Context.Items[OpenKey] = open;
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[OpenKey] as IDisposable)?.Dispose();
        return base.OnDisconnectedAsync(exception);
    }

    public async Task<Receipt> Submit(string envelope)
    {
        var seat = Require();
        var submitted = await intake.SubmitAsync(envelope, seat, Carrier.SignalR, Context.ConnectionAborted);
        return submitted.Try(out var receipt, out var refusal) ? receipt : throw Refuse(refusal, seat);
    }

    public async Task Confirm(Confirmation confirmation)
    {
        var seat = Require();
        if (await intake.ConfirmAsync(confirmation, seat, Carrier.SignalR, Context.ConnectionAborted) is { } refusal)
        {
            throw Refuse(refusal, seat);
        }
    }

    public async IAsyncEnumerable<FeedPage> Follow(long after, [EnumeratorCancellation] CancellationToken stop)
    {
        var seat = Require();
        if (feed.Check(after) is { } beyond)
        {
            throw Refuse(beyond, seat);
        }
        if (!((OpenStreams)Context.Items[StreamsKey]!).Enter().Try(out var entered, out var refusal))
        {
            throw Refuse(refusal, seat);
        }
        using var stream = entered;
        var end = Ender();
        void Cut(Refusal why)
        {
            HubLog.ReaderCut(log, nameof(Carrier.SignalR), seat.ToString(), why.ToString());
            end(why);
        }
        var cursor = after < 0 ? feed.Head : after;
        var caughtUp = false;
        var ahead = cursor;
        while (true)
        {
            var page = await feed.ReadAsync(seat, cursor, Page, stop);
            if (page.Cursor < page.Head
                && await feed.AheadAsync(seat, cursor, Math.Max(ahead, page.Cursor), stop) is { Items.IsEmpty: false }
                    urgent)
            {
                // Behind: what lies before a flash costs it one page at most, the one on the reader's line.
                page = urgent;
            }

            // The first page after catching up is sent even when empty: it tells the reader that it has seen everything
            // so far.
            var newlyCaughtUp = !caughtUp && page.Cursor >= page.Head;
            if (page.Items.Length > 0 || newlyCaughtUp)
            {
                using (var held = fanOut.TryHold(page, Cut))
                {
                    if (held is null)
                    {
                        await fanOut.UntilRoomAsync(stop);
                        continue;
                    }
                    caughtUp |= newlyCaughtUp;
                    yield return page;
                }
                (cursor, ahead) = (page.Cursor, page.Ahead == true ? page.Items[^1].Entry.Position : ahead);

                // The next page is asked for only when this one has been written to the reader's line.
                foreach (var item in page.Items)
                {
                    if (MessageIntake.Brought(item, seat.Participant) is { } exchange)
                    {
                        intake.Carried(exchange, seat, Carrier.SignalR);
                    }
                }
            }
            else
            {
                cursor = page.Cursor;
                await feed.WaitAsync(seat, cursor, stop);
            }
            seat = Require();
        }
    }

    private Seat Require() =>
        authenticator.SeatOf(Context.User).Try(out var seat, out var refusal) ? seat : throw Refuse(refusal, null);

    private HubException Refuse(Refusal refusal, Seat? seat)
    {
        HubLog.Refused(log, refusal.Number, refusal.Name, nameof(Carrier.SignalR), seat?.ToString() ?? "nobody");
        security.Refused(
            refusal, nameof(Carrier.SignalR), Context.GetHttpContext()?.Connection.RemoteIpAddress, seat?.ToString());
        return new HubException(refusal.ToString());
    }

    /// <summary>Ends this connection from anywhere, also when the call that made this is over.</summary>
    private Action<Refusal> Ender()
    {
        var (connection, client, time) = (Context, Clients.Caller, clock);
        return why => End(connection, client, why, time);
    }

    /// <summary>One who reads nothing does not hear why, and must not keep the connection open by that.</summary>
    private static async void End(
        HubCallerContext connection, IHotlineClient client, Refusal why, TimeProvider clock)
    {
        try
        {
            await client.Ending(why.ToString()).WaitAsync(Goodbye, clock);
        }
        catch (Exception gone) when (gone is TimeoutException or IOException
            or OperationCanceledException or ObjectDisposedException)
        {
            // It is cut all the same.
        }
        finally
        {
            connection.Abort();
        }
    }
}
