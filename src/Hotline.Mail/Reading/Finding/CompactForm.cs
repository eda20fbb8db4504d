using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>
/// The form of a compact JWS (RFC 7515): three runs of base64url with dots between. Whether it is an envelope is not
/// checked here.
/// </summary>
internal static class CompactForm
{
    /// <summary>Characters of an ES256 signature, the only one that envelopes have.</summary>
    public const int Signature = 86;

    /// <summary>
    /// Bytes of a part that may still be nothing but an envelope: one of the largest, wrapped, in UTF-16.
    /// </summary>
    public const int LargestPart = EnvelopeLimits.Bytes * 3;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>True for the characters of base64url.</summary>
    public static bool IsInRun(char c) => c is '-' or '_' || char.IsAsciiLetterOrDigit(c);

    /// <summary>True when a text, without white space, has the form of a compact JWS and of nothing else.</summary>
    public static bool IsCompact(string text) =>
        text.StartsWith("eyJ", StringComparison.Ordinal)
        && text.AsSpan().Count('.') == 2 && !text.AsSpan().ContainsAnyExcept(Alphabet);

    /// <summary>
    /// True when what has the form of a compact JWS begins with a JSON object and ends in a signature of the right
    /// length.
    /// </summary>
    public static bool IsSigned(string compact) => compact.Length - compact.LastIndexOf('.') - 1 == Signature
        && IsObject(compact.AsSpan(0, compact.IndexOf('.', StringComparison.Ordinal)));

    /// <summary>The one envelope that bytes are, in whatever Unicode form; null when they are anything else.</summary>
    public static string? Whole(byte[] bytes)
    {
        if (bytes.Length is < 10 or > LargestPart)
        {
            return null;
        }
        var text = Bare(MailCharacters.Decode(bytes, null));
        return IsCompact(text) ? text : null;
    }

    /// <summary>A text without white space and without what nobody sees.</summary>
    public static string Bare(string text) => string.Create(
        text.Count(IsKept), text, static (span, from) =>
        {
            var at = 0;
            foreach (var c in from.Where(IsKept))
            {
                span[at++] = c;
            }
        });

    /// <summary>True when a run of base64url is a JSON object, as header and payload are.</summary>
    public static bool IsObject(ReadOnlySpan<char> run)
    {
        var rented = ArrayPool<byte>.Shared.Rent(run.Length);
        try
        {
            return Base64Url.TryDecodeFromChars(run, rented, out var length)
                && rented.AsSpan(0, length) is [(byte)'{', .., (byte)'}'] && Utf8.IsValid(rented.AsSpan(0, length));
        }
        catch (FormatException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool IsKept(char c) => !char.IsWhiteSpace(c) && c != '\0' && !MailCharacters.IsInvisible(c);
}
