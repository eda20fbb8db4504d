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

    /// <summary>The hub cannot work in the Maildir.</summary>
    /// <param name="path">Which.</param>
    /// <param name="what">What failed there.</param>
    public static Refusal Maildir(string path, string what) => new(5081, "maildir-unusable", RefusalClass.Unavailable,
        $"The hub cannot work in the Maildir '{path}': {what}. It makes and moves files in new, cur, tmp and refused: "
        + "give its user the right to, or name another directory as mail.inboundMaildir.");
}
