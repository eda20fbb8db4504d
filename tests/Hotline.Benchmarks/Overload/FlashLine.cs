using System.Collections.Concurrent;
using System.Text;
using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Load;
using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Benchmarks.Overload;

/// <summary>XC's officer, who sends flash, and a desk of XB, who gets the flood as well and reads all of it.</summary>
internal sealed class FlashLine : IAsyncDisposable
{
    private static readonly byte[] Draft = Encoding.UTF8.GetBytes(
        """{"to":["XB"],"regime":"exercise","kind":"incident-notification","precedence":"flash","""
        + """ "tlp":"amber","subject":"Flash"}""");

    private readonly ConcurrentDictionary<string, TaskCompletionSource<TimeSpan>> _waiting = new();
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly SigningKey _key;
    private readonly Messages _messages;
    private readonly ILine _sender;
    private readonly ILine _reader;
    private readonly Task _reading;

    private FlashLine(Profile sends, ILine sender, ILine reader, TimeProvider clock)
    {
        (_clock, _sender, _reader) = (clock, sender, reader);
        _key = SigningKey.FromJwk(sends.Key).Value;
        _messages = new Messages(sends, _key, new MessageIds(clock), clock);
        _reading = ReadAsync();
    }

    /// <summary>Opens both ends by one carrier.</summary>
    public static async Task<FlashLine> OpenAsync(
        MeasuredHub hub, Func<Profile, TimeProvider, Random, Task<ILine>> open, TimeProvider clock)
    {
        var (sends, reads) = (hub.Profile("xc-officer"), hub.Profile("xb-deputy"));
        return new FlashLine(
            sends, await open(sends, clock, new Random(1)), await open(reads, clock, new Random(2)), clock);
    }

    /// <summary>Sends one; how long until its receipt, and until the desk had it.</summary>
    public async Task<(TimeSpan Receipt, TimeSpan Arrival)> FlashAsync()
    {
        var message = _messages.FromDraft(Draft).Value;
        var arrived = _waiting[message.Compact] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = _sent[message.Compact] = _clock.GetTimestamp();
        await _sender.SubmitAsync(message);
        var receipt = _clock.GetElapsedTime(start);
        await await Task.WhenAny(arrived.Task, _reading).WaitAsync(TimeSpan.FromMinutes(2), _clock);
        return (receipt, await arrived.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _sender.DisposeAsync();
        await _reader.DisposeAsync();
        _key.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var compact in _reader.ReceiveAsync(_stop.Token))
            {
                if (_waiting.TryRemove(compact, out var waiting))
                {
                    waiting.TrySetResult(_clock.GetElapsedTime(_sent[compact]));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
