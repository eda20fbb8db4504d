using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// Ends the reading of a mail wherever it is, also below a parser that calls us back. Only <see cref="MailReader"/>
/// catches it and turns it into the refusal.
/// </summary>
internal sealed class RefusedWholeException(Refusal refusal) : Exception(refusal.Name)
{
    public Refusal Refusal { get; } = refusal;
}
