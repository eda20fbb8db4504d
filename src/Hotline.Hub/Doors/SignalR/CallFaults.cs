using System.Runtime.CompilerServices;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Hub.Doors.SignalR;

/// <summary>
/// Tells faults of ours from refusals. A refusal is an answer, and no error in the log; a fault is logged once and
/// reaches the caller as 4010. The framework's own log of failed calls, which cannot tell them apart, is turned off for
/// that.
/// </summary>
internal sealed class CallFaults(ILogger<HotlineHub> log) : IHubFilter
{
    /// <summary>The framework's log that this one replaces.</summary>
    public const string ReplacedLog = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        // Nothing that can be called here takes null.
        if (invocationContext.HubMethodArguments.Contains(null))
        {
            throw NumberedProtocol.NotTaken();
        }
        try
        {
            var result = await next(invocationContext);
            return result is IAsyncEnumerable<FeedPage> pages ? Watched(pages) : result;
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Told(fault);
        }
    }

    private async IAsyncEnumerable<FeedPage> Watched(
        IAsyncEnumerable<FeedPage> pages, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await using var each = pages.GetAsyncEnumerator(stop);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception fault) when (IsFault(fault))
            {
                throw Told(fault);
            }
            yield return each.Current;
        }
    }

    private static bool IsFault(Exception thrown) => thrown is not (HubException or OperationCanceledException);

    private HubException Told(Exception fault)
    {
        HubLog.CallFailed(log, fault);
        return new HubException(AccessErrors.Internal().ToString());
    }
}
