using System.Text;
using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>A Maildir with its reader, whose clock only the test moves.</summary>
public abstract class MaildirCase : IDisposable
{
    private readonly TemporaryDirectory _root = new TemporaryDirectory();

    protected MaildirCase()
    {
        new Maildir(Root).Prepare();
        Answers = SomeDoor.Answers(Time, (mail, _) =>
        {
            Answered.Add(mail);
            return Task.FromResult<string?>(null);
        });
        Reader = NewReader(SomeMail.Labels());
    }

    private protected string Root => _root.Path;

    private protected ManualTime Time { get; } = new();

    private protected ScriptedIntake Intake { get; } = new();

    private protected RefusalAnswers Answers { get; }

    /// <summary>What senders of refused mails were told.</summary>
    private protected List<AnswerMail> Answered { get; } = [];

    private protected MaildirReader Reader { get; }

    /// <summary>A signed envelope.</summary>
    private protected string Compact { get; } =
        SignedEnvelope.Sign(SomeMail.Envelope(), SomeMail.Key).Value.Compact;

    public void Dispose()
    {
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected MaildirReader NewReader(BounceLabels labels) =>
        SomeDoor.Reader(new Maildir(Root), Intake, labels, Time, Answers);

    private protected void Arrives(string name, string mail) =>
        File.WriteAllText(Path.Combine(Root, "new", name), mail, Encoding.Latin1);

    private protected string[] In(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder)).Select(f => Path.GetFileName(f))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Two looks, as far apart as a file needs to be believed.</summary>
    private protected async Task Scan()
    {
        await Look();
        Time.Advance(MaildirReader.Settling);
        await Look();
    }

    private protected Task Look() => Reader.ScanAsync(CancellationToken.None);

    private protected static string Mail(string body, string headers = "") =>
        $"From: officer@xc.example\nTo: hotline@hub.example\nSubject: Re\n{headers}\n{body}";
}

/// <summary>What takes in what came by mail, as the test says.</summary>
internal sealed class ScriptedIntake : IMailIntake
{
    public List<string> Submitted { get; } = [];

    public List<(MailKey, DateTimeOffset, string)> Bounces { get; } = [];

    public Refusal? Answer { get; set; }

    public Refusal? BounceAnswer { get; set; }

    public bool Crashes { get; set; }

    public Action? Meanwhile { get; set; }

    public Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop)
    {
        lock (Submitted)
        {
            Submitted.Add(compactEnvelope);
        }
        Meanwhile?.Invoke();
        if (Crashes)
        {
            throw new IOException("crash after journaling");
        }
        return Task.FromResult<Outcome<Receipt>>(
            Answer is { } refusal
            ? refusal : new Receipt(SomeMail.Id(), Submitted.Count, SomeMail.Noon, default, [], ""));
    }

    public Task<Refusal?> BouncedAsync(
        MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop)
    {
        Bounces.Add((mail, ordered, enhancedCode));
        return Task.FromResult(BounceAnswer);
    }
}
