using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound;

/// <summary>
/// What is measured of one means, under its own name: <c>hotline.mail.attempts</c>, <c>hotline.mail.dead_letters</c>.
/// Tags are held to what <see cref="HubMeters"/> says.
/// </summary>
internal sealed class NoticeMeters
{
    // One set for all hubs of a process, as of all other instruments.
    private static readonly ConcurrentDictionary<string, NoticeMeters> All = new(StringComparer.Ordinal);

    private readonly string _means;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _deadLetters;

    private NoticeMeters(string means)
    {
        _means = means;
        _attempts = HubMeters.Meter.CreateCounter<long>($"hotline.{means}.attempts", "{attempt}",
            $"Attempts to send a notice by {means}, over all relays, by what came of them.");
        _deadLetters = HubMeters.Meter.CreateCounter<long>($"hotline.{means}.dead_letters", $"{{{means}}}",
            $"Notices by {means} that will not be tried again. Any is a reason to look.");
    }

    /// <summary>Those of a means.</summary>
    public static NoticeMeters Of(string means) => All.GetOrAdd(means, static name => new NoticeMeters(name));

    /// <summary>Begins the span of one attempt; null when nobody follows.</summary>
    public Activity? Sending(MessageId exchange) =>
        HubMeters.Source.StartActivity(_means, ActivityKind.Client)?.SetTag("hotline.exchange", exchange.ToString());

    /// <summary>One attempt is over.</summary>
    public void Tried(Activity? span, NoticeOutcome outcome)
    {
        if (span is null && !_attempts.Enabled)
        {
            return;
        }
        var tags = new TagList { { "hotline.outcome", outcome.Word } };
        if (outcome.TakenBy is { } relay)
        {
            tags.Add("hotline.relay", relay);
        }
        _attempts.Add(1, tags);
        foreach (var (name, value) in tags)
        {
            span?.SetTag(name, value);
        }
    }

    /// <summary>A notice will not be tried again.</summary>
    public void Died() => _deadLetters.Add(1);
}
