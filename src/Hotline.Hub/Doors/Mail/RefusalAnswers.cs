using System.Security.Cryptography;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>Hands an answer to whoever carries mails on; tries once.</summary>
/// <param name="mail">The answer.</param>
/// <param name="stop">Ends the attempt.</param>
/// <returns>Null when it was taken; else why not.</returns>
public delegate Task<string?> AnswerSender(AnswerMail mail, CancellationToken stop);

/// <summary>
/// Tells a point of contact that a mail of its was not taken, and what to do: once a mail, once an hour to an address,
/// thirty times an hour in all, and never a program, a list or an empty return path (RFC 3834). An address proves
/// nothing, so the answer goes only to those of the directory, and says nothing of any message. Trying to send it is
/// all that is promised. Thread-safe.
/// </summary>
/// <param name="rulebook">Whose addresses are known.</param>
/// <param name="settings">Addresses of the hub.</param>
/// <param name="send">Sends.</param>
/// <param name="clock">Counts the hours.</param>
/// <param name="log">Log.</param>
public sealed class RefusalAnswers(
    Rulebook rulebook, MailSettings settings, AnswerSender send, TimeProvider clock, ILogger<RefusalAnswers> log)
    : IDisposable
{
    /// <summary>Answers an hour, to all addresses together.</summary>
    public const int AnHour = 30;

    /// <summary>Mails that are remembered as answered.</summary>
    public const int Remembered = 10_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(string Address, long At)> _lately = [];
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>Completes when the last answer has been sent, or could not be.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    /// <summary>Answers, if that is right; does not wait until it is sent.</summary>
    public void Answer(MailVerdict.Refused refused)
    {
        if (refused.Heading is not { IsAutomatic: false, NullReturnPath: false, From: { } from } heading
            || heading.Bounce is not null || Known(from) is not { } address)
        {
            return;
        }
        lock (_lock)
        {
            if (IsOneTooMany(address, Identity(heading)))
            {
                InboundMailLog.NotAnsweredAgain(log, address.Name);
                InboundMeters.Answered("too-many");
                return;
            }
            Sending = Task.WhenAll(Sending, SendAsync(address, Write(address, heading, refused)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The point of contact of that address; none when it is the hub's own as well.</summary>
    private Correspondent? Known(string address)
    {
        var own = new[] { settings.Author.Address, settings.Replies, settings.Bounces };
        if (own.OfType<string>().Any(o => MailAddress.AreSame(address, o)))
        {
            return null;
        }
        var found = from participant in rulebook.Directory.Participants
                    from poc in participant.Pocs
                    where poc.Mail is not null && MailAddress.AreSame(address, poc.Mail)
                    select new Correspondent($"{participant.Code}/{poc.Id}", poc.Mail!);
        return found.FirstOrDefault();
    }

    private bool IsOneTooMany(Correspondent to, string mail)
    {
        while (_lately.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) >= Hour)
        {
            _lately.Dequeue();
        }
        if (_lately.Count >= AnHour || _lately.Any(l => l.Address == to.Address) || !_answered.Add(mail))
        {
            return true;
        }
        _lately.Enqueue((to.Address, clock.GetTimestamp()));
        _order.Enqueue(mail);
        if (_order.Count > Remembered)
        {
            _answered.Remove(_order.Dequeue());
        }
        return false;
    }

    private static string Identity(ReceivedMail mail) => mail.MessageId
        ?? Digest($"{mail.From}\n{mail.Subject}\n{string.Join('\n', mail.Envelopes)}\n{string.Join('\n', mail.Texts)}");

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private AnswerMail Write(Correspondent to, ReceivedMail mail, MailVerdict.Refused refused) => new(
        to.Address, settings.Author.Address, $"Not taken: refusal {refused.Reasons[0].Number}", Words(refused),
        $"<answer.{Digest(Identity(mail))}@{settings.MessageDomain}>", clock.GetUtcNow())
    {
        FromName = settings.Author.Name,
        InReplyTo = mail.MessageId is { Length: <= WrittenMail.MaximumLine } id ? id : null,
    };

    private static string Words(MailVerdict.Refused refused)
    {
        var text = new StringBuilder();
        text.Append("Your mail to this hub was refused, as a whole or in part.\n");
        text.Append(refused.OnRecord switch
        {
            0 => "Nothing in it counts: whatever you acknowledged or answered is still awaited.\n",
            1 => "One signed message in it is on record; what follows is about another.\n",
            var some => FormattableString.Invariant(
                $"{some} signed messages in it are on record; what follows is about others.\n"),
        });
        foreach (var reason in refused.Reasons.Distinct().Take(10))
        {
            text.Append('\n');
            var line = 0;
            foreach (var word in Plain(reason.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                line += word.Length + 1;
                text.Append(line == word.Length + 1 ? "" : line > 74 ? "\n" : " ").Append(word);
                line = line > 74 ? word.Length + 1 : line;
            }
            text.Append('\n');
        }
        text.Append("\nWhat to do: acknowledge or answer at your console, or send the signed file\n");
        text.Append("again, attached alone to a plain mail. If you sent no such mail, somebody\n");
        text.Append("used your address; nothing happened in your name.\n");
        text.Append("\nA program wrote this. It tells you so at most once an hour.\n");
        return text.ToString();
    }

    private static string Plain(string text) =>
        new([.. text.Take(500).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);

    private async Task SendAsync(Correspondent to, AnswerMail mail)
    {
        try
        {
            if (await send(mail, _stop.Token) is { } reason)
            {
                InboundMailLog.NotAnswered(log, to.Name, reason);
                InboundMeters.Answered("failed");
            }
            else
            {
                InboundMailLog.Answered(log, to.Name);
                InboundMeters.Answered("sent");
            }
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
        catch (Exception failure)
        {
            InboundMailLog.NotAnswered(log, to.Name, failure.GetType().Name);
            InboundMeters.Answered("failed");
        }
    }

    /// <summary>A point of contact that can be written to.</summary>
    /// <param name="Name">For logs.</param>
    /// <param name="Address">As the directory has it.</param>
    private sealed record Correspondent(string Name, string Address);
}
