using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Two relays that say what a test wants, and a clock that goes on while a pipeline waits.</summary>
public abstract class RelayBench
{
    private protected readonly ManualTime _time = new();
    private protected readonly FakeRelay _one = new("one");
    private protected readonly FakeRelay _two = new("two");
    private protected readonly MailSettings _settings = new();

    private protected RelayPipeline Pipeline(params FakeRelay[] relays) =>
        new(relays, _settings, _time, () => 0.5, NullLogger<RelayPipeline>.Instance);

    private protected async Task<NoticeOutcome> Send(
        RelayPipeline pipeline, Precedence precedence = Precedence.Routine, TimeSpan? step = null)
    {
        var sending = pipeline.SendAsync(SomeMail.Mail(), precedence, CancellationToken.None);
        await RealTime.Until(() =>
        {
            if (!sending.IsCompleted)
            {
                _time.Advance(step ?? TimeSpan.FromMilliseconds(50));
            }
            return sending.IsCompleted;
        }, "the pipeline to end");
        return await sending;
    }
}
