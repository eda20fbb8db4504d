using Hotline.Hub.Access;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>Whose envelopes have a share of what may come in by mail, so that none can use up another's.</summary>
public enum MailLane
{
    /// <summary>They come in a mail that brings back the label of a mail of ours: few can make one.</summary>
    Answers,

    /// <summary>The mail says that it is from an address of the directory.</summary>
    Known,

    /// <summary>The mail says that it is from any other address, or says none.</summary>
    Strangers,
}

/// <summary>Who sent envelopes by mail, as far as limits go; nothing of it is proven but a label.</summary>
/// <param name="Lane">Which share they are of.</param>
/// <param name="Name">
/// The address, written one way; of an answer the mail of ours that it brings back; empty when it says none.
/// </param>
/// <param name="Envelopes">How many there are in the mail.</param>
public sealed record MailSender(MailLane Lane, string Name, int Envelopes);

/// <summary>What a mail says of who sent it, and which mails of ours it is about. Thread-safe.</summary>
/// <param name="labels">What mails of ours are known by.</param>
/// <param name="rulebook">Whose addresses are known.</param>
public sealed class MailSenders(BounceLabels labels, Rulebook rulebook)
{
    /// <summary>The mails of ours that it names, the surest first.</summary>
    public IEnumerable<MailMessageId> Named(ReceivedMail mail) =>
        (mail.Bounce is { } bounce ? bounce.OriginalMessageIds.Append(bounce.EnvelopeId).OfType<string>() : [])
            .Concat(mail.RepliesTo).Select(labels.Read).OfType<MailMessageId>();

    /// <summary>The mail of ours of which it is a believable report; null when it is none.</summary>
    public MailMessageId? Reported(ReceivedMail mail)
    {
        var to = Addressed(mail);
        var named = Named(mail).ToList();
        return mail.Bounce is null
            ? mail.NullReturnPath ? labels.Find(to) ?? AtLabelledAddress(named, to) : null
            : named.FirstOrDefault(id => labels.Holds(id, to)) ?? (mail.NullReturnPath ? labels.Find(to) : null);
    }

    /// <summary>
    /// Whom its envelopes count for; null when it has none, or is a report about a mail of ours: what comes back in
    /// one went out before, and is on record.
    /// </summary>
    public MailSender? Of(ReceivedMail mail)
    {
        var count = mail.Envelopes.Length + mail.Returned.Length;
        var reported = count == 0 ? null : Reported(mail);
        if (count == 0 || (reported is not null && mail.Envelopes.IsEmpty))
        {
            return null;
        }
        var to = Addressed(mail);
        if ((reported ?? Named(mail).FirstOrDefault(id => labels.Holds(id, to))) is { } ours)
        {
            return new MailSender(MailLane.Answers, ours.Mail.Name(ours.Ordered), count);
        }
        var from = mail.From is null ? "" : MailAddress.WithAsciiDomain(mail.From.ToLowerInvariant());
        return new MailSender(IsKnown(mail.From) ? MailLane.Known : MailLane.Strangers, from, count);
    }

    private static List<string> Addressed(ReceivedMail mail) => [.. mail.DeliveredTo, .. mail.To];

    private bool IsKnown(string? address) => address is not null && rulebook.Directory.Participants
        .SelectMany(p => p.Pocs).Any(poc => poc.Mail is not null && MailAddress.AreSame(address, poc.Mail));

    /// <summary>
    /// Of the mails that it names the one to whose return address it came: a label in the Message-ID, which a person's
    /// reply names as well, says nothing without a report.
    /// </summary>
    private MailMessageId? AtLabelledAddress(IEnumerable<MailMessageId> named, IReadOnlyList<string> to) =>
        named.FirstOrDefault(id => labels.Holds(id with { Label = null }, to));
}
