namespace Hotline.Mail;

/// <summary>How an envelope looks in a mail.</summary>
public static class MailForm
{
    /// <summary>File name of the attached envelope.</summary>
    public const string FileName = "message.jws";

    /// <summary>Header that carries the exchange's id.</summary>
    public const string ExchangeHeader = "Hotline-Exchange";
}
