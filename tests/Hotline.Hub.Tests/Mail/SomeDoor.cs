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
        new Rulebook(SomeMail.Directory(), new RegimeBook([]), RuleLimits.Default, []), new MailSettings(),
        send ?? ((_, _) => Task.FromResult<string?>(null)), clock, NullLogger<RefusalAnswers>.Instance);

    public static InboundMail Inbound(IMailIntake intake, BounceLabels labels, RefusalAnswers answers) =>
        new(intake, labels, answers, NullLogger<InboundMail>.Instance);

    public static MaildirReader Reader(
        Maildir maildir, IMailIntake intake, BounceLabels labels, TimeProvider clock, RefusalAnswers? answers = null) =>
        new(maildir, Inbound(intake, labels, answers ?? Answers(clock)), clock, NullLogger<MaildirReader>.Instance);
}
