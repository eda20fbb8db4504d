using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>Something of an exchange that must happen at a time though nobody acts; a row in the store while it is pending.</summary>
/// <param name="What"><see cref="Schedule.Clock"/>, or <c>mail/ADDRESSEE/TOLD/POC</c>, of a reply's mail with <c>/REPLY</c> at the end.</param>
/// <param name="At">When.</param>
public readonly record struct DueRow(string What, DateTimeOffset At);

/// <summary>What is due of an exchange, computed from its state alone: rows in the store are never edited, only replaced by this.</summary>
public static class Schedule
{
    /// <summary>The row of windows and escalation steps: the earliest of them.</summary>
    public const string Clock = "clock";

    private const string MailPrefix = "mail/";

    /// <summary>Every row that is pending.</summary>
    public static ImmutableArray<DueRow> Of(Exchange state)
    {
        var rows = ImmutableArray.CreateBuilder<DueRow>();
        if (NextOnClock(state) is { } next)
        {
            rows.Add(new DueRow(Clock, next));
        }
        foreach (var addressee in state.Addressees)
        {
            foreach (var mail in OwedMail(state, addressee))
            {
                rows.Add(new DueRow($"{MailPrefix}{addressee.Participant}/{mail.Told}/{mail.Poc}{(mail.Reply is { } reply ? "/" + reply : "")}", mail.Due));
            }
        }
        return rows.ToImmutable();
    }

    /// <summary>Takes a mail row's name apart.</summary>
    public static bool TryMail(string what, out (string Addressee, string Told, string Poc, MessageId? Reply) mail)
    {
        var parts = what.StartsWith(MailPrefix, StringComparison.Ordinal) ? what.Split('/') : [];
        MessageId? reply = parts.Length == 5 && MessageId.TryParse(parts[4], out var id) ? id : null;
        var isMail = parts.Length == 4 || reply is not null;
        mail = isMail ? (parts[1], parts[2], parts[3], reply) : default;
        return isMail;
    }

    /// <summary>Mails still worth sending: of the opening message none once the exchange has ended, or what it asks for has come; of a reply all.</summary>
    public static IEnumerable<MailRun> OwedMail(Exchange state, Addressee addressee) =>
        addressee.Mail.Where(m => m.State == MailState.Owed && (m.Reply is not null || state.Ending is null) && addressee.Awaits(m));

    /// <summary>Steps that will be taken if the addressee stays silent, by due time.</summary>
    public static IEnumerable<StepRun> PendingSteps(Exchange state, Addressee addressee) =>
        state.Ending is null ? addressee.Steps.Where(s => s.At is null && addressee.SilentIn(s.Window)) : [];

    private static DateTimeOffset? NextOnClock(Exchange state)
    {
        DateTimeOffset? next = null;
        foreach (var addressee in state.Addressees)
        {
            foreach (var window in addressee.Windows)
            {
                if (window.State == WindowState.Open && !(next <= window.Due))
                {
                    next = window.Due;
                }
            }
            foreach (var step in PendingSteps(state, addressee))
            {
                if (!(next <= step.Due))
                {
                    next = step.Due;
                }
            }
        }
        return next;
    }
}
