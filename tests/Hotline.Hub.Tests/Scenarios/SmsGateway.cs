using System.Collections.Concurrent;
using Hotline.Core.Directory;
using Hotline.Core.Notices;
using Hotline.Hub.Outbound;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>
/// A second means, as somebody would add one: a rule, a sender, and the two registered together. It only tells that
/// there is a message and carries none.
/// </summary>
internal sealed class SmsGateway : INoticeSender
{
    public const string Name = "sms";

    /// <summary>What it was asked to send, in order.</summary>
    public ConcurrentQueue<OwedNotice> Asked { get; } = [];

    /// <summary>What becomes of it.</summary>
    public Func<OwedNotice, Task<NoticeOutcome>> Answer { get; set; } =
        _ => Task.FromResult<NoticeOutcome>(new NoticeOutcome.Sent("gateway"));

    /// <summary>It as a way to tell whoever it reaches.</summary>
    public WayToTell Way(Func<Poc, bool> reaches) => new(new MeansRule(Name, Carries: null, reaches), _ => this);

    public Task<NoticeOutcome> SendAsync(OwedNotice notice, CancellationToken stop)
    {
        Asked.Enqueue(notice);
        return Answer(notice);
    }
}
