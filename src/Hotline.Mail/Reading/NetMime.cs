namespace Hotline.Mail;

/// <summary>
/// The framework's readers of structured headers (System.Net.Mail, System.Net.Mime), without their exceptions.
/// </summary>
internal static class NetMime
{
    /// <summary>What the reader makes of a header's value; null when there is none or it cannot be read.</summary>
    public static T? Read<T>(string? value, Func<string, T> reader) where T : class
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }
        try
        {
            return reader(value);
        }
        // The readers run over the end of some values, such as "a;a".
        catch (Exception broken) when (broken is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
