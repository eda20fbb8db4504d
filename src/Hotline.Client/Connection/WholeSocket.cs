using System.Buffers;
using System.Net.WebSockets;

namespace Hotline.Client;

/// <summary>
/// A socket that sends a message in one write. The framework's client hands over what has been queued while the last
/// write was under way in pieces of its buffers, 4 KiB or less each: under load many calls share one write that way,
/// and the hub reads them in one.
/// </summary>
/// <param name="inner">The socket, connected; disposed with this one.</param>
internal sealed class WholeSocket(WebSocket inner) : WebSocket
{
    private readonly ArrayBufferWriter<byte> _pieces = new();

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    /// <summary>Keeps a piece until the last one comes. One caller at a time, as for every socket.</summary>
    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage,
        CancellationToken cancellationToken)
    {
        if (endOfMessage && _pieces.WrittenCount == 0)
        {
            await inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
            return;
        }
        _pieces.Write(buffer.Span);
        if (endOfMessage)
        {
            await inner.SendAsync(_pieces.WrittenMemory, messageType, endOfMessage, cancellationToken);
            _pieces.ResetWrittenCount();
        }
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage,
        CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
        Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReceiveAsync(buffer, cancellationToken);

    public override Task<WebSocketReceiveResult> ReceiveAsync(
        ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(buffer, cancellationToken);

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose() => inner.Dispose();
}
