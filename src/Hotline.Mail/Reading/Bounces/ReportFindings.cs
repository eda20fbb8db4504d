using MimeKit;

namespace Hotline.Mail;

/// <summary>What the parts of a mail say about a mail of ours.</summary>
/// <param name="work">Counts what is looked through.</param>
internal sealed class ReportFindings(ReadingWork work)
{
    private readonly List<DeliveryReport> _reports = [];
    private readonly List<string> _returned = [];
    private readonly List<string> _mentioned = [];
    private bool _isThere;

    /// <summary>True when the mail, as it came, is a report (RFC 6522), whatever a gateway put around it.</summary>
    public bool IsReport { get; set; }

    /// <summary>
    /// What the subject of a relay's mail says; null when it says nothing that we know. A report must say it itself.
    /// </summary>
    public BounceAction? Announced { get; init; }

    /// <summary>A relay's own words; null when there are none that we know.</summary>
    public BounceText? Text { get; private set; }

    /// <summary>True when a relay says that this brings a mail back, before any report was read.</summary>
    public bool IsSaid => Announced is not null || Text is not null;

    /// <summary>True when a delivery report says nothing of what happened.</summary>
    public bool IsSilent => _reports.Count > 0 && !_reports.Any(r => r.HasAction) && Text is null;

    /// <summary>True for the container of a report, also where a gateway made it a plain one.</summary>
    public static bool Is(Multipart container) => container.ContentType.IsMimeType("multipart", "report")
        || container.Any(part => IsStatus(part.ContentType.MimeType.ToLowerInvariant()));

    /// <summary>True for the machine's part of a report.</summary>
    public static bool Is(Leaf leaf) => IsStatus(leaf.MediaType);

    /// <summary>Takes a part of a report; false when it is neither the machine's nor what came back.</summary>
    public bool Take(Leaf leaf, Place place)
    {
        switch (leaf.MediaType)
        {
            case "message/delivery-status" or "message/global-delivery-status":
                TakeStatus(leaf, place);
                return true;
            case "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers":
                TakeReturned(leaf, place);
                return true;
            default:
                if (IsStatus(leaf.MediaType))
                {
                    _isThere |= !place.IsForwarded && SaysItIsThere(leaf.Bytes);

                    // A mailbox that rejects says its reason in a text beside it.
                    TakeMentioned(Leaf.Plain(leaf.Bytes));
                    return true;
                }
                if (DeliveryReport.IsOne(leaf.Bytes))
                {
                    TakeStatus(leaf, place);
                    return true;
                }
                if (MailStart.IsMail(leaf.Bytes) && (leaf.IsAttached || leaf.IsNamed(".eml")))
                {
                    TakeReturned(leaf, place);
                    return true;
                }
                return false;
        }
    }

    /// <summary>Takes the headers of a mail that came back.</summary>
    public void TakeReturned(HeaderList headers, Place place)
    {
        if (!place.IsForwarded)
        {
            _returned.AddRange(MailHeading.All(headers, "Message-ID").SelectMany(MessageIds.In));
        }
    }

    /// <summary>Takes what a text of a report says about which mail it is; the last that is asked.</summary>
    public void TakeMentioned(string words)
    {
        work.Reported(words.Length);
        _mentioned.AddRange(MessageIds.InText(words));
    }

    /// <summary>
    /// Reads a relay's own words; what they say before the copy of the mail that came back, or null when they are none.
    /// </summary>
    public string? TakeText(Leaf leaf, string text, Place place)
    {
        if (leaf.MediaType.Split('/')[0] != "text" || leaf.IsAttached)
        {
            return null;
        }
        work.Reported(text.Length);
        if (BounceText.Read(text, place.IsInReport ? null : Announced) is not { } read)
        {
            return null;
        }
        Text ??= read;
        _mentioned.AddRange(read.OriginalIds);
        return Words.Of(read.Words);
    }

    /// <summary>What it all says; null when nothing is said of a mail.</summary>
    /// <param name="heading">The headers of the mail.</param>
    /// <param name="texts">Its texts.</param>
    public MailBounce? Bounce(MailHeading heading, IReadOnlyList<string> texts)
    {
        if (_isThere && _reports.Count == 0)
        {
            // Whatever the words around it: the mail arrived.
            return null;
        }
        var worst = _reports.Select(r => r.Worst).OfType<MailBounce>().MaxBy(b => b.Action);
        if (worst is null && !_reports.Any(r => r.HasAction))
        {
            var done = heading.All("X-Failed-Recipients").Any() ? BounceAction.Failed
                : _reports.Count == 0 ? Announced : null;
            Text ??= done is { } action ? BounceText.Headed(action, string.Join('\n', texts)) : null;
            worst = Text is null ? null : new MailBounce(Text.Action, Text.Code)
            {
                Recipient = heading.All("X-Failed-Recipients").Select(MailCharacters.OneLine).FirstOrDefault(),
            };
        }
        return worst is null ? null : worst with
        {
            OriginalMessageIds = [
                .. _returned.Concat(_reports.SelectMany(r => r.OriginalIds)).Concat(Text?.OriginalIds ?? [])
                    .Concat(heading.RepliesTo).Concat(_mentioned).Distinct()],
        };
    }

    private void TakeStatus(Leaf leaf, Place place)
    {
        if (!place.IsForwarded)
        {
            IsReport = true;
            work.Reported(leaf.Bytes.Length);
            _reports.Add(DeliveryReport.Read(leaf.Bytes));
        }
    }

    private void TakeReturned(Leaf leaf, Place place)
    {
        if (Headers(leaf.Bytes) is { } headers)
        {
            TakeReturned(headers, place);
        }
    }

    /// <summary>
    /// True for a disposition (RFC 8098 §3.2.6) that says that the mail arrived; one that says that it was deleted may
    /// be how a mailbox rejects.
    /// </summary>
    private static bool SaysItIsThere(byte[] disposition) => Headers(disposition) is { } headers
        && MailHeading.All(headers, "Disposition").Any(value => MailHeading.FirstWord(
            value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..].Split('/')[0]) is "displayed" or "processed");

    private static HeaderList? Headers(byte[] bytes) => Unbroken.Try(() => MailStart.Of(bytes) is { } start
        ? HeaderList.Load(new MemoryStream(start, writable: false)) : null);

    private static bool IsStatus(string type) => type is "message/delivery-status" or "message/global-delivery-status"
        or "message/disposition-notification" or "message/global-disposition-notification" or "message/feedback-report";
}
