using System.Collections.Immutable;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Hotline.Mail;

/// <summary>What the headers of a mail say about it, made fit to show; nothing of it is proven.</summary>
internal sealed class MailHeading
{
    // What Postfix, Exim and others write on top when they deliver.
    private static readonly string[] Traces = ["Delivered-To", "X-Original-To", "Envelope-To"];
    private static readonly string[] NoReply = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"];
    private static readonly string[] Lists = ["List-Id", "X-Failed-Recipients"];
    private static readonly string[] Daemons = [
        "mailer-daemon", "mailer_daemon", "mail-daemon", "mdaemon", "postmaster"];

    private readonly HeaderList _headers;

    public MailHeading(HeaderList headers)
    {
        _headers = headers;
        var subject = First("Subject") ?? "";
        Subject = MailCharacters.OneLine(
            Unbroken.Try(() => Rfc2047.DecodeText(Encoding.Latin1.GetBytes(subject)))?.Trim() ?? "");
        From = Only("From");
        ReplyTo = Only("Reply-To");
        To = Addresses("To");
        DeliveredTo = [.. Traces.SelectMany(name => Addresses(name)).Distinct(StringComparer.OrdinalIgnoreCase)];
        MessageId = MessageIds.In(First("Message-ID")).FirstOrDefault();
        RepliesTo = [.. All("In-Reply-To").SelectMany(MessageIds.In)
            .Concat(All("References").SelectMany(MessageIds.In).Reverse()).Distinct()];
        NullReturnPath = All("Return-Path").Any(p => p.Replace(" ", "", StringComparison.Ordinal) is "<>");
    }

    public string Subject { get; }

    public string? From { get; }

    public string? ReplyTo { get; }

    public ImmutableArray<string> To { get; }

    public ImmutableArray<string> DeliveredTo { get; }

    public string? MessageId { get; }

    public ImmutableArray<string> RepliesTo { get; }

    public bool NullReturnPath { get; }

    /// <summary>A program says that it sent this, or a list that it passed it on.</summary>
    public bool IsAutomatic =>
        All("Auto-Submitted").Any(v => FirstWord(v) is not (null or "no"))
        || All("Precedence").Any(v => FirstWord(v) is "bulk" or "junk" or "list" or "auto_reply")
        || NoReply.SelectMany(All).Any(v => FirstWord(v) is not ("no" or "none"))
        || Lists.SelectMany(All).Any();

    /// <summary>True when it comes from what reports about mail, not from a person.</summary>
    public bool IsFromDaemon => NullReturnPath || All("X-Failed-Recipients").Any()
        || All("From").Any(f => f.EndsWith("<>", StringComparison.Ordinal))
        || From?.Split('@')[0].ToLowerInvariant() is { } name && Daemons.Contains(name);

    /// <summary>First word in lower case, without a comment or parameters after it; null when there is none.</summary>
    public static string? FirstWord(string? value) =>
        value?.Trim().Split([' ', '\t', ';', '('], 2)[0].ToLowerInvariant() is { Length: > 0 } word ? word : null;

    /// <summary>The values of a header, in order, as they stand.</summary>
    public IEnumerable<string> All(string name) => All(_headers, name);

    /// <inheritdoc cref="All(string)"/>
    public static IEnumerable<string> All(HeaderList headers, string name) =>
        headers.Where(h => h.Field.Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(h => Unfolded(h.RawValue));

    private static string Unfolded(byte[] raw) =>
        Encoding.Latin1.GetString(raw).Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal).Trim(' ', '\t');

    private string? First(string name) => All(name).FirstOrDefault();

    private string? Only(string name) => Addresses(name) is [var only] ? only : null;

    private ImmutableArray<string> Addresses(string name) => [
        .. All(name).SelectMany(Mailboxes).Select(m => Unbroken.Try(() => m.Address)).OfType<string>()
            .Where(IsAddress)];

    private static List<MailboxAddress> Mailboxes(string value) => Unbroken.Try(
        () => InternetAddressList.TryParse(Encoding.Latin1.GetBytes(value), out var list)
            ? list.Mailboxes.ToList() : null) ?? [];

    private static bool IsAddress(string address) =>
        address.LastIndexOf('@') is > 0 and var at && at < address.Length - 1
        && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>');
}
