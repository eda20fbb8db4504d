using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Hotline.Contract.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Hotline.Client;

/// <summary>
/// The hub protocol of one line: the framework's, with what it lacks. It notes when something was last heard and what
/// the hub said before it ended the line, and it holds the line's limits: the longest message, and how many pages wait
/// for a slow reader. Its parsing is done by the line's one reader; what it noted may be read by anybody.
/// </summary>
internal sealed class LineProtocol(TimeProvider clock) : IHubProtocol
{
    private const int LongestMessage = 64 * 1024 * 1024;
    private static readonly JsonHubProtocol Json = new(
        Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = new(WholeJson.Options) }));

    private readonly ConcurrentDictionary<FeedBound, FeedBound> _bounds = new();
    private long _lastHeard = clock.GetTimestamp();
    private volatile string? _parting;
    private volatile string? _closeError;
    private volatile bool _closing;

    /// <summary>Monotonic time when something last came.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>What the hub said last: why it ends the line, in its own words; null when it did not say.</summary>
    public string? Parting => _parting ?? _closeError;

    /// <summary>The error that the hub closed the line with; null when none.</summary>
    public string? CloseError => _closeError;

    /// <summary>True once the hub has said that it closes the line: what fails from then on, fails by that.</summary>
    public bool Closing => _closing;

    /// <inheritdoc/>
    public string Name => Json.Name;

    /// <inheritdoc/>
    public int Version => Json.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => Json.TransferFormat;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => Json.IsVersionSupported(version);

    /// <summary>Holds a stream to a number of pages; the framework's client would keep any number.</summary>
    /// <param name="pages">What waits for the reader.</param>
    /// <param name="most">How many may.</param>
    /// <param name="tooSlow">Called when one more came; ends the stream, must not block.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public IDisposable Bound(ChannelReader<object?> pages, int most, Action tooSlow)
    {
        var bound = new FeedBound(pages, most, tooSlow, _bounds);
        _bounds[bound] = bound;
        return bound;
    }

    /// <inheritdoc/>
    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        Volatile.Write(ref _lastHeard, clock.GetTimestamp());
        if (!Json.TryParseMessage(ref input, binder, out message))
        {
            return input.Length <= LongestMessage
                ? false : throw new InvalidDataException("the hub sent a message without end.");
        }
        switch (message)
        {
            case StreamItemMessage:
                foreach (var bound in _bounds.Keys)
                {
                    bound.Check();
                }
                break;
            case StreamBindingFailureMessage unreadable:
                // The framework's client would end the line, and the next would end by the same page.
                message = CompletionMessage.WithError(
                    unreadable.Id, HotlineApi.Sentence(unreadable.BindingFailure.SourceException));
                break;
            case InvocationMessage { Target: nameof(IHotlineClient.Ending), Arguments: [string refusal] }:
                _parting = refusal;
                break;
            case CloseMessage close:
                (_closeError, _closing) = (close.Error, true);
                break;
        }
        return true;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => Json.WriteMessage(message, output);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => Json.GetMessageBytes(message);

    private sealed class FeedBound(
        ChannelReader<object?> pages, int most, Action tooSlow, ConcurrentDictionary<FeedBound, FeedBound> all)
        : IDisposable
    {
        /// <summary>Held while it is told, so that nobody is told after he has gone.</summary>
        private readonly Lock _telling = new();

        /// <summary>Before a page is given to its stream: it is full when it holds as many as may wait.</summary>
        public void Check()
        {
            lock (_telling)
            {
                if (pages.Count >= most && all.TryRemove(this, out _))
                {
                    tooSlow();
                }
            }
        }

        public void Dispose()
        {
            lock (_telling)
            {
                all.TryRemove(this, out _);
            }
        }
    }
}
