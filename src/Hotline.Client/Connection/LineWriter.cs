using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hotline.Client;

/// <summary>
/// The one writer of a line. Whatever has been queued while the last write was under way goes out in one: under load
/// many calls share one write, and a lone call waits for nobody.
/// </summary>
internal sealed class LineWriter(WebSocket socket, IHubProtocol protocol, TimeProvider clock)
{
    /// <summary>At about this size a write goes out although more is queued.</summary>
    private const int BatchBytes = 64 * 1024;

    private readonly Channel<HubMessage> _queue = Channel.CreateBounded<HubMessage>(
        new BoundedChannelOptions(4096) { SingleReader = true });
    private long _lastSent = clock.GetTimestamp();
    private long _writes;
    private long _messages;

    /// <summary>Monotonic time of the last write.</summary>
    public long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>Socket writes so far.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Messages written so far.</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Queues a message; waits only when thousands are queued already.</summary>
    public ValueTask QueueAsync(HubMessage message, CancellationToken stop) =>
        _queue.Writer.TryWrite(message) ? ValueTask.CompletedTask : _queue.Writer.WriteAsync(message, stop);

    /// <summary>Queues a message unless the queue is full or the line ended.</summary>
    public void TryQueue(HubMessage message) => _queue.Writer.TryWrite(message);

    /// <summary>Nothing more may be queued: the line ended.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/> or <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        while (await _queue.Reader.WaitToReadAsync(stop))
        {
            while (batch.WrittenCount < BatchBytes && _queue.Reader.TryRead(out var message))
            {
                protocol.WriteMessage(message, batch);
                _messages++;
            }
            await socket.SendAsync(batch.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, stop);
            batch.ResetWrittenCount();
            _writes++;
            Volatile.Write(ref _lastSent, clock.GetTimestamp());
        }
    }
}
