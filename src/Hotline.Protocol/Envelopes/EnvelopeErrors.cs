using System.Globalization;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// Every way in which bytes are not an envelope: 1001 to 1049. A vector under <c>vectors/</c> shows each.
/// </summary>
public static class EnvelopeErrors
{
    /// <summary>Not three base64url parts with dots between.</summary>
    public static Refusal NotJws(string what) =>
        New(1001, "not-a-jws",
            $"This is not a compact JWS: {what}. Send header.payload.signature, each part base64url without padding.");

    /// <summary>Over <see cref="EnvelopeLimits.Bytes"/>.</summary>
    public static Refusal TooLarge(long bytes) =>
        new(1002, "too-large", RefusalClass.TooLarge,
            $"The envelope has {bytes} bytes; the limit is {EnvelopeLimits.Bytes}. Send large files by another way and "
            + "name their digest here.");

    /// <summary>The payload or header is not UTF-8.</summary>
    public static Refusal NotUtf8(string part) =>
        New(1003, "not-utf-8", $"The {part} is not UTF-8. Encode it as UTF-8 without a byte-order mark.");

    /// <summary>The header is not a JSON object of the three members we allow.</summary>
    public static Refusal BadHeader(string what) =>
        New(1004, "bad-header", $"The JWS header is refused: {what}. It holds exactly alg, kid and typ.");

    /// <summary>Any algorithm but ES256, <c>none</c> included.</summary>
    public static Refusal BadAlgorithm(string alg) =>
        New(1005, "bad-algorithm", $"The algorithm '{Show(alg)}' is not accepted. Sign with ES256.");

    /// <summary>crit, b64, jwk, jku, x5c, cty and whatever else.</summary>
    public static Refusal HeaderMember(string name) =>
        New(1006, "header-member", $"The JWS header may not hold '{Show(name)}'. It holds exactly alg, kid and typ.");

    /// <summary>Not an RFC 7638 thumbprint.</summary>
    public static Refusal BadKeyId() =>
        New(1007, "bad-key-id", "The key id (kid) is not an RFC 7638 SHA-256 thumbprint: 43 characters base64url.");

    /// <summary>A token, receipt or other JWS where an envelope is expected, or the reverse.</summary>
    public static Refusal BadType(string expected, string actual) =>
        New(1008, "bad-type", $"The header's typ is '{Show(actual)}'; expected '{expected}'.");

    /// <summary>Empty payload.</summary>
    public static Refusal Detached() => New(
        1009, "detached-payload", "The payload is empty. Detached payloads are not accepted: send the whole envelope.");

    /// <summary>Not one JSON object (RFC 8259): syntax, NaN, comments, trailing commas, too deep.</summary>
    public static Refusal NotJson(string what) =>
        New(1010, "payload-not-json", $"The payload is not one JSON object (RFC 8259): {what}");

    /// <summary>A member twice, at any depth.</summary>
    public static Refusal DuplicateMember() => New(
        1011, "duplicate-member",
        "The payload has an object with the same member twice. Name each member once, at every depth.");

    /// <summary>Not version 1.</summary>
    public static Refusal UnknownVersion(string found) => New(
        1012, "unknown-version",
        $"The envelope's version is {Show(found)}; this program knows version {Envelope.Version}.");

    /// <summary>A member is missing.</summary>
    public static Refusal Missing(string member) => New(1013, "missing-member", $"The member '{member}' is missing.");

    /// <summary>A member that version 1 does not have.</summary>
    public static Refusal UnknownMember(string member) => New(
        1014, "unknown-member",
        $"The member '{Show(member)}' is not part of version {Envelope.Version}. Put what you want to "
        + "say into content.");

    /// <summary>A member has the wrong JSON type.</summary>
    public static Refusal WrongType(string member, string expected) =>
        New(1015, "wrong-type", $"The member '{member}' is not {expected}.");

    /// <summary>A member has a value outside its range.</summary>
    public static Refusal BadValue(string member, string expected) =>
        New(1016, "bad-value", $"The member '{member}' has a value that is not accepted: expected {expected}.");

    /// <summary>A member is too long or has too many elements.</summary>
    public static Refusal TooLong(string member, int limit) =>
        new(1017, "too-long", RefusalClass.TooLarge, $"The member '{member}' is longer than its limit of {limit}.");

    /// <summary>CR, LF or another control character in a line for people.</summary>
    public static Refusal ControlCharacter(string member) => New(
        1018, "control-character",
        $"The member '{member}' holds a line break or another control character. Write it in one plain line.");

    /// <summary>Members contradict each other.</summary>
    public static Refusal Contradiction(string what) => New(1019, "contradiction", what);

    /// <summary>Sealed content, which this version leaves room for.</summary>
    public static Refusal SealedNotSupported() => New(
        1020, "sealed-not-supported",
        "The member 'sealed' is reserved for sealed content, which this version cannot handle. Send plain "
        + "content or update.");

    /// <summary>The signature does not hold.</summary>
    public static Refusal BadSignature() =>
        new(1021, "bad-signature", RefusalClass.Unauthenticated,
            "The signature does not match these bytes and this key. Sign the bytes that you send, unchanged, with the "
            + "key named in kid.");

    /// <summary>Nobody in the directory has this key.</summary>
    public static Refusal UnknownKey(string kid) =>
        new(1022, "unknown-key", RefusalClass.Unauthenticated,
            $"No point of contact has the key '{Show(kid)}'. Ask your participant's administrator to enter it "
            + "in the directory.");

    /// <summary>The key is another's than the envelope says.</summary>
    public static Refusal NotYourKey(string from, string sender) =>
        new(1023, "wrong-sender", RefusalClass.Forbidden,
            $"The key that signed is not one of {from}/{sender}. Sign with that point of contact's key, or name "
            + "yourself as sender.");

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Malformed, detail);

    /// <summary>
    /// A stranger's text, short and without control, format and line characters, so that it can stand in a log line.
    /// </summary>
    public static string Show(string text)
    {
        var cut = text.Length > 60 ? text[..60] + "…" : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.GetUnicodeCategory(source[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '?' : source[i];
            }
        });
    }
}
