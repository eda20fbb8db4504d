using System.Text.Json;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Crash;

/// <summary>
/// People and machines who do not care that the hub dies all the time: they hand in messages by every live carrier, and
/// XB reads, confirms and acknowledges some. XC never says anything.
/// </summary>
public sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(80);

    private static readonly ConnectionOptions Stubborn = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(50), LongestWait = TimeSpan.FromMilliseconds(300),
        Patience = TimeSpan.FromSeconds(2),
    };

    private readonly HubProcess _hub;
    private readonly HandInBook _book;
    private readonly int _seed;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<Task> _running = [];
    private NodeDesk _notifier = null!;
    private int _loops;
    private long _lastRead;

    private Crowd(HubProcess hub, HandInBook book, int seed) => (_hub, _book, _seed) = (hub, book, seed);

    /// <summary>What XB's reader was given, in order. To be looked at when the crowd is quiet.</summary>
    public List<FeedItem> Read { get; } = [];

    /// <summary>The position of the last of it.</summary>
    public long LastRead => Interlocked.Read(ref _lastRead);

    /// <summary>XB's machine: a durable MQTT session.</summary>
    public NodeDesk Machine { get; private set; } = null!;

    /// <summary>Sets everybody to work.</summary>
    public static async Task<Crowd> GatherAsync(HubProcess hub, HandInBook book, int seed)
    {
        var crowd = new Crowd(hub, book, seed);
        crowd.Machine = crowd.Own(await NodeDesk.MqttAsync(new
        {
            profile = hub.Profile("xb-deputy"),
            client = "machine",
            clean = false,
            expiry = 3600,
            reconnect = 100,
        }));
        await crowd.Machine.DoAsync("connect");
        await crowd.Machine.DoAsync("subscribe", new { topic = "hotline/v1/XB/inbox/#" });
        var profile = hub.Profile("xa-notifier");
        var notifier = crowd._notifier = crowd.Own(await NodeDesk.MqttAsync(
            new { profile, client = "notifier", clean = false, expiry = 3600, reconnect = 100 }));
        await notifier.DoAsync("connect");
        var (officer, xb) = (crowd.Own(hub.Actor("xa-officer")), crowd.Own(hub.Actor("xb-officer")));
        var line = crowd.Own(new HotlineConnection(officer.Profile, RealTime.Clock, new Random(seed), Stubborn));
        for (var tab = 1; tab <= 2; tab++)
        {
            crowd.Loop($"xa-officer by SignalR, tab {tab}", random =>
                crowd.SubmitAsync(officer, Carrier.SignalR, random, e => line.SubmitAsync(e, crowd._stop.Token)));
        }
        crowd.Loop("xa-officer by HTTP", random => crowd.SubmitAsync(
            officer, Carrier.Http, random, e => officer.Api.SubmitAsync(e.Compact, crowd._stop.Token)));
        var machine = crowd.Own(hub.Actor("xa-notifier"));
        crowd.Loop("xa-notifier by MQTT", random => crowd.PublishAsync(machine, notifier, random));
        crowd._running.Add(crowd.FollowAsync(xb));
        return crowd;
    }

    /// <summary>Nobody hands in anything new; what is under way is ended.</summary>
    public async Task QuietAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(ChildProcess.Patience, RealTime.Clock);
        foreach (var answer in Machine.Named("connack").Concat(_notifier.Named("connack")))
        {
            if (answer.GetProperty("code").GetInt32() != 0)
            {
                _book.Complain($"A machine was not let in: {answer}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _owned.Reverse();
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }
        _stop.Dispose();
    }

    private T Own<T>(T thing) where T : IAsyncDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    private void Loop(string who, Func<Random, Task> once)
    {
        var random = new Random(_seed + ++_loops);
        _running.Add(Task.Run(async () =>
        {
            try
            {
                while (!_stop.IsCancellationRequested)
                {
                    await once(random);
                    await Task.Delay(Pace * (0.5 + random.NextDouble()), RealTime.Clock, _stop.Token);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The end of the test.
            }
            catch (Exception failed)
            {
                _book.Complain($"{who}: {failed}");
            }
        }));
    }

    private async Task SubmitAsync(
        Actor actor, Carrier carrier, Random random,
        Func<SignedEnvelope, Task<Outcome<Protocol.Proofs.Receipt>>> submit)
    {
        var line = _book.Enter(Some(actor, random), carrier);
        _book.Answered(line, await submit(line.Envelope));
        if (!line.Promised)
        {
            // Left for the end of the test; it need not be one of thousands.
            await Task.Delay(Pace * 10, RealTime.Clock, _stop.Token);
        }
        else if (random.Next(10) == 0)
        {
            // As after an answer that was lost.
            _book.Answered(line, await submit(line.Envelope));
        }
    }

    private async Task PublishAsync(Actor actor, NodeDesk desk, Random random)
    {
        var line = _book.Enter(Some(actor, random), Carrier.Mqtt);
        var message = new { topic = "hotline/v1/XA/submit", payload = line.Envelope.Compact, qos = random.Next(1, 3) };
        var answer = await desk.TryAsync("publish", message, patience: TimeSpan.FromMinutes(10)).WaitAsync(_stop.Token);
        if (answer.GetProperty("ok").GetBoolean())
        {
            _book.Promised(line);
        }
        else
        {
            var before = string.Join(", ", desk.Events.TakeLast(8));
            _book.Complain($"{line}, with QoS {message.qos}: {answer}; the client's last events: {before}");
        }
    }

    private static SignedEnvelope Some(Actor actor, Random random) => actor.Notify(
        random.Next(4) switch { 0 => "XC", 1 => "XB,XC", _ => "XB" },
        random.Next(4) switch { 0 => Kind.IncidentNotification, 1 => Kind.CommunicationCheck,
            _ => actor.Profile.Role == PocRole.Notifier ? Kind.VulnerabilityReport : Kind.Declaration },
        (Precedence)random.Next(actor.Profile.Role == PocRole.Notifier ? 1 : 0, 4),
        content: JsonSerializer.Serialize(new string('x', random.Next(2000))));

    private async Task FollowAsync(Actor xb)
    {
        await using var line = new HotlineConnection(xb.Profile, RealTime.Clock, new Random(_seed), Stubborn);
        try
        {
            await foreach (var item in line.FollowUncheckedAsync(0, _stop.Token))
            {
                Read.Add(item);
                Interlocked.Exchange(ref _lastRead, item.Entry.Position);
                if (item.Entry.Fact is not Accepted opened || opened.Opening.From == "XB")
                {
                    continue;
                }
                var id = opened.Exchange.Value.ToByteArray()[^1];
                if (id % 3 == 0)
                {
                    await line.ConfirmAsync(opened.Exchange, Rung.Delivered, _stop.Token);
                }
                if (id % 2 == 0)
                {
                    var opening = EnvelopeReader.Read(Jws.Read(item.Envelope!, JwsTypes.Envelope).Value.Payload).Value;
                    var reply = _book.Enter(xb.Messages.Acknowledge(opening).Value, Carrier.SignalR);
                    _book.Answered(reply, await line.SubmitAsync(reply.Envelope, _stop.Token));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the test.
        }
        catch (Exception failed)
        {
            _book.Complain($"xb-officer's reader: {failed}");
        }
    }
}
