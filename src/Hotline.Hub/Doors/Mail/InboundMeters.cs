using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hotline.Hub.Telemetry;

namespace Hotline.Hub.Doors.Mail;

/// <summary>What is measured of mails that come in. Tags are held to what <see cref="HubMeters"/> says.</summary>
internal static class InboundMeters
{
    private static readonly Counter<long> Mails = HubMeters.Meter.CreateCounter<long>(
        "hotline.mail.inbound", "{mail}", "Mails that came in, by door and what became of them.");

    private static readonly Counter<long> Refusals = HubMeters.Meter.CreateCounter<long>(
        "hotline.mail.inbound_refusals", "{refusal}", "Reasons why mails that came in were refused, by number.");

    private static readonly Counter<long> Replies = HubMeters.Meter.CreateCounter<long>(
        "hotline.mail.answers", "{mail}", "Refused mails whose sender could be told, by what came of it.");

    private static readonly UpDownCounter<int> Lines = HubMeters.Meter.CreateUpDownCounter<int>(
        "hotline.mail.imap", "{folder}", "Folders that are watched by IMAP now.");

    private static readonly UpDownCounter<int> Line = HubMeters.Meter.CreateUpDownCounter<int>(
        "hotline.mail.waiting", "{mail}", "Mails that wait until their envelopes are within the limits, by door.");

    /// <summary>A mail was handled, or is left for later.</summary>
    public static void Handled(string door, MailVerdict verdict)
    {
        Mails.Add(1, new TagList { { "hotline.door", door }, { "hotline.outcome", verdict.Word } });
        if (verdict is MailVerdict.Refused refused)
        {
            foreach (var reason in refused.Reasons)
            {
                Refusals.Add(1, new TagList { { "hotline.door", door }, { "hotline.refusal", reason.Number } });
            }
        }
    }

    /// <summary>A sender was told, or not.</summary>
    public static void Answered(string outcome) => Replies.Add(1, new TagList { { "hotline.outcome", outcome } });

    /// <summary>More mails wait for their turn, or fewer.</summary>
    public static void Waiting(string door, int change) =>
        Line.Add(change, new KeyValuePair<string, object?>("hotline.door", door));

    /// <summary>A folder is watched (1) or no longer is (-1).</summary>
    public static void Watching(int change) => Lines.Add(change);
}
