using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What handles mails that come in, put together.</summary>
internal static class SomeDoor
{
    public static RefusalAnswers Answers(TimeProvider clock, AnswerSender? send = null) => new(
        Rulebook(), new MailSettings(),
        send ?? ((_, _) => Task.FromResult<string?>(null)), clock, NullLogger<RefusalAnswers>.Instance);

    public static InboundMail Inbound(
        IMailIntake intake, BounceLabels labels, RefusalAnswers answers, IntakeRate rate) =>
        new(intake, new MailSenders(labels, Rulebook()), rate, answers, NullLogger<InboundMail>.Instance);

    public static IntakeRate Rate(TimeProvider clock, int perAddress = 60, int inAll = 600) =>
        new(new MailIntakeSettings { PerAddress = perAddress, InAll = inAll }, clock);

    public static MailsWaiting Waiting(IntakeRate rate, TimeProvider clock) =>
        new(rate, clock, NullLogger<MailsWaiting>.Instance);

    public static MaildirReader Reader(
        Maildir maildir, IMailIntake intake, BounceLabels labels, TimeProvider clock, RefusalAnswers? answers = null,
        IntakeRate? limits = null, MailsWaiting? waiting = null)
    {
        var rate = limits ?? Rate(clock);
        return new MaildirReader(
            maildir, Inbound(intake, labels, answers ?? Answers(clock), rate), rate, waiting ?? Waiting(rate, clock),
            clock, NullLogger<MaildirReader>.Instance);
    }

    private static Rulebook Rulebook() =>
        new(SomeMail.Directory(), new RegimeBook([]), RuleLimits.Default, []);
}
