using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>Refusals of mails that come in, whatever is in them: 5080 to 5089.</summary>
public static class InboundErrors
{
    /// <summary>Handling a mail failed as often as it is tried.</summary>
    /// <param name="what">What failed, without anything of the mail.</param>
    public static Refusal NotHandled(string what) => new(5080, "mail-not-handled", RefusalClass.Malformed,
        $"The mail was tried {TroubledMails.Tries} times, and each time the hub failed on it: {what}. Look at it by "
        + "hand; the log says more.");
}
