using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Hotline.Contract.Wire;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Client;

/// <summary>Calls and streams under way on one line, by invocation id. Thread-safe.</summary>
internal sealed class LineCalls : IInvocationBinder
{
    private static readonly IReadOnlyList<Type> TextOnly = [typeof(string)];
    private readonly ConcurrentDictionary<string, Call> _calls = new(StringComparer.Ordinal);
    private long _last;
    private volatile LineLostException? _lost;

    /// <summary>Enters a call.</summary>
    public (string Id, Task<T> Result) Add<T>()
    {
        var call = new ResultCall<T>();
        return (Enter(call), call.Task);
    }

    /// <summary>Enters a stream of feed pages.</summary>
    public (string Id, ChannelReader<FeedPage> Pages) AddStream(int pagesAhead)
    {
        var call = new StreamCall(pagesAhead);
        return (Enter(call), call.Pages);
    }

    /// <summary>Nobody waits for the result any more.</summary>
    public void Forget(string id) => _calls.TryRemove(id, out _);

    /// <summary>Nobody reads the stream any more; what still comes is dropped.</summary>
    public void Discard(string id)
    {
        if (_calls.TryGetValue(id, out var call))
        {
            call.Discard();
        }
    }

    /// <summary>
    /// An item came. False when the reader is too slow: the stream is then dropped and the hub is to be told.
    /// </summary>
    public bool Item(string id, object? item) => !_calls.TryGetValue(id, out var call) || call.Item(item);

    /// <summary>A call or stream came to its end.</summary>
    public void Complete(string id, object? result, string? error)
    {
        if (_calls.TryRemove(id, out var call))
        {
            if (error is null)
            {
                call.Succeed(result);
            }
            else
            {
                call.Fail(new CallRefusedException(error));
            }
        }
    }

    /// <summary>The line is gone: everything under way fails, and whatever is entered later fails at once.</summary>
    public void FailAll(LineLostException lost)
    {
        _lost = lost;
        foreach (var id in _calls.Keys)
        {
            if (_calls.TryRemove(id, out var call))
            {
                call.Fail(lost);
            }
        }
    }

    public Type GetReturnType(string invocationId) =>
        _calls.TryGetValue(invocationId, out var call) ? call.ResultType : typeof(JsonElement);

    public Type GetStreamItemType(string streamId) => typeof(FeedPage);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => TextOnly;

    private string Enter(Call call)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _calls[id] = call;
        // FailAll sets the mark first and sweeps then; a call that it did not see sees the mark.
        if (_lost is { } lost && _calls.TryRemove(id, out _))
        {
            call.Fail(lost);
        }
        return id;
    }

    private abstract class Call
    {
        public abstract Type ResultType { get; }

        public abstract void Succeed(object? result);

        public abstract void Fail(Exception why);

        public virtual bool Item(object? item) => true;

        public virtual void Discard()
        {
        }
    }

    private sealed class ResultCall<T> : Call
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _result.Task;

        public override Type ResultType => typeof(T);

        public override void Succeed(object? result)
        {
            // A call without result completes with none; one with a result that brings none, or null, is not
            // understood.
            if (result is T value)
            {
                _result.TrySetResult(value);
            }
            else if (typeof(T) == typeof(JsonElement))
            {
                _result.TrySetResult(default!);
            }
            else
            {
                _result.TrySetException(new CallRefusedException($"it holds no {typeof(T).Name}."));
            }
        }

        public override void Fail(Exception why)
        {
            _result.TrySetException(why);
            _ = _result.Task.Exception;
        }
    }

    private sealed class StreamCall(int pagesAhead) : Call
    {
        private readonly Channel<FeedPage> _pages = Channel.CreateBounded<FeedPage>(
            new BoundedChannelOptions(pagesAhead) { SingleWriter = true, SingleReader = true });
        private volatile bool _discarded;

        public ChannelReader<FeedPage> Pages => _pages.Reader;

        public override Type ResultType => typeof(JsonElement);

        public override void Succeed(object? result) => _pages.Writer.TryComplete();

        public override void Fail(Exception why) => _pages.Writer.TryComplete(why);

        public override void Discard()
        {
            _discarded = true;
            _pages.Writer.TryComplete();
        }

        public override bool Item(object? item)
        {
            if (_discarded || item is not FeedPage page || _pages.Writer.TryWrite(page))
            {
                return true;
            }
            Discard();
            return false;
        }
    }
}
