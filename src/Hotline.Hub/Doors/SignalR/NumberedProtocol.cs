using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hotline.Hub.Doors.SignalR;

/// <summary>
/// The framework's protocol, but that a call which it cannot bind (no such method, too few or too many arguments, one
/// of another type) is refused by number like every other.
/// </summary>
/// <param name="inner">The framework's.</param>
internal sealed class NumberedProtocol(IHubProtocol inner) : IHubProtocol
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public int Version => inner.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => inner.TransferFormat;

    /// <summary>What a call is that this hub does not take.</summary>
    public static HubException NotTaken() => new(AccessErrors.BadRequest(
        "The hub does not take that call, or not with such arguments; none may be missing or null. It takes "
        + $"{nameof(IHotlineHub.Submit)} with an envelope, {nameof(IHotlineHub.Confirm)} with a confirmation, and "
        + $"{nameof(IHotlineHub.Follow)} with a position.").ToString());

    /// <inheritdoc/>
    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!inner.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }
        if (message is InvocationBindingFailureMessage failed)
        {
            message = new InvocationBindingFailureMessage(
                failed.InvocationId, failed.Target, ExceptionDispatchInfo.Capture(NotTaken()));
        }
        return true;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);
}
