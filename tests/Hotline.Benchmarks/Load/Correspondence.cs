using System.Collections.Concurrent;
using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Benchmarks.Load;

/// <summary>
/// XA's and XB's officers, each on a line of its own. XA signs and submits; XB verifies what it receives, signs an
/// acknowledgement and submits that; XA verifies the acknowledgement. An exchange counts when XA has verified it and
/// both were receipted.
/// </summary>
internal sealed class Correspondence : IAsyncDisposable
{
    private readonly ConcurrentDictionary<MessageId, Waiting> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _content = Incident.Json(1024);
    private readonly Party _asks;
    private readonly Party _answers;
    private readonly TimeProvider _clock;
    private readonly Task _running;
    private volatile Exception? _failure;

    private Correspondence(Party asks, Party answers, TimeProvider clock)
    {
        (_asks, _answers, _clock) = (asks, answers, clock);
        _running = Task.WhenAll(ListenAsync(asks, answers, Acknowledged), ListenAsync(answers, asks, Received));
    }

    /// <summary>
    /// False: what is received is handled where it was read, the shortest way for one at a time. True: on any core.
    /// </summary>
    public bool Spread { get; set; }

    /// <summary>Opens both lines.</summary>
    public static async Task<Correspondence> OpenAsync(
        Profile asks, Profile answers, Func<Profile, Task<ILine>> open, TimeProvider clock) =>
        new(await Party.OpenAsync(asks, open, clock), await Party.OpenAsync(answers, open, clock), clock);

    /// <summary>One message, acknowledged.</summary>
    /// <returns>From submitting to having verified the acknowledgement.</returns>
    public async Task<TimeSpan> ExchangeAsync()
    {
        var message = _asks.Messages.Sign(Opening()).Value;
        var id = message.Envelope.Id;
        var waiting = _open[id] = new Waiting(_clock.GetTimestamp());
        if (_failure is { } failure)
        {
            throw new InvalidOperationException("The correspondence broke off.", failure);
        }
        await _asks.Line.SubmitAsync(message);
        return await waiting.Acknowledged.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _asks.DisposeAsync();
        await _answers.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ListenAsync(Party party, Party other, Func<SignedEnvelope, Task> act)
    {
        try
        {
            await foreach (var compact in party.Line.ReceiveAsync(_stop.Token))
            {
                if (Spread)
                {
                    _ = Task.Run(() => HandleAsync(compact, other, act));
                }
                else
                {
                    _ = HandleAsync(compact, other, act);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception lost)
        {
            Fail(lost);
        }
    }

    private async Task HandleAsync(string compact, Party from, Func<SignedEnvelope, Task> act)
    {
        try
        {
            await act(SignedEnvelope.Open(compact, id => id == from.Public.Id ? from.Public : null).Value);
        }
        catch (Exception refused)
        {
            Fail(refused);
        }
    }

    private Task Received(SignedEnvelope message) =>
        _answers.Line.SubmitAsync(_answers.Messages.Acknowledge(message.Envelope).Value);

    private Task Acknowledged(SignedEnvelope acknowledgement)
    {
        var exchange = acknowledgement.Envelope.Exchange;
        if (acknowledgement.Envelope.Kind == Kind.Acknowledgement && _open.TryRemove(exchange, out var waiting))
        {
            waiting.Acknowledged.SetResult(_clock.GetElapsedTime(waiting.Submitted));
        }
        return Task.CompletedTask;
    }

    /// <summary>Whatever breaks ends the run: figures of a run that lost something say nothing.</summary>
    private void Fail(Exception why)
    {
        _failure = why;
        foreach (var waiting in _open.Values)
        {
            waiting.Acknowledged.TrySetException(why);
        }
    }

    private Envelope Opening()
    {
        var id = _asks.Ids.Next();
        return new Envelope
        {
            Id = id,
            From = _asks.Profile.Participant,
            Sender = _asks.Profile.Poc,
            To = [_answers.Profile.Participant],
            Regime = "exercise",
            Kind = Kind.IncidentNotification,
            Precedence = Precedence.Routine,
            Status = Status.Exercise,
            Tlp = Tlp.Amber,
            Created = _clock.GetUtcNow().ToMilliseconds(),
            Exchange = id,
            Subject = "Scanning from a hosting network",
            Content = new Content("application/json", _content),
        };
    }

    private sealed record Waiting(long Submitted)
    {
        public TaskCompletionSource<TimeSpan> Acknowledged { get; } = new(
            TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One side.</summary>
    private sealed record Party(
        Profile Profile, SigningKey Key, VerificationKey Public, IMessageIds Ids, Messages Messages, ILine Line)
        : IAsyncDisposable
    {
        public static async Task<Party> OpenAsync(Profile profile, Func<Profile, Task<ILine>> open, TimeProvider clock)
        {
            var (key, ids) = (SigningKey.FromJwk(profile.Key).Value, new MessageIds(clock));
            return new Party(
                profile, key, key.Public, ids, new Messages(profile, key, ids, clock), await open(profile));
        }

        public async ValueTask DisposeAsync()
        {
            await Line.DisposeAsync();
            Key.Dispose();
        }
    }
}
