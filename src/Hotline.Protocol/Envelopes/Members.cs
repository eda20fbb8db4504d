using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// Takes the members of one JSON object, each by name and form, and keeps the first fault. After a fault the values
/// returned mean nothing; whoever reads checks <see cref="Fault"/> once at the end.
/// </summary>
internal sealed class Members(JsonElement root)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Refusal? Fault { get; private set; }

    public bool Has(string name) => _known.Add(name) && root.TryGetProperty(name, out _);

    public void Version()
    {
        _known.Add("version");
        if (!root.TryGetProperty("version", out var version))
        {
            Fault ??= EnvelopeErrors.Missing("version");
        }
        else if (version.ValueKind != JsonValueKind.Number)
        {
            Fault ??= EnvelopeErrors.WrongType("version", "a number");
        }
        else if (!version.TryGetInt32(out var number) || number != Envelope.Version)
        {
            Fault ??= EnvelopeErrors.UnknownVersion(version.GetRawText());
        }
    }

    public MessageId Id(string name)
    {
        if (String(name) is { } text)
        {
            if (MessageId.TryParse(text, out var id))
            {
                return id;
            }
            Fault ??= EnvelopeErrors.BadValue(name, "a UUID of version 7 in lower case");
        }
        return default;
    }

    public DateTimeOffset Time(string name)
    {
        if (String(name) is { } text)
        {
            if (Instant.TryParse(text, out var time))
            {
                return time;
            }
            Fault ??= EnvelopeErrors.BadValue(name, "a time in UTC such as 2026-01-02T03:04:05.678Z");
        }
        return default;
    }

    public T Enum<T>(string name) where T : struct, Enum
    {
        if (String(name) is { } text)
        {
            if (WireEnum<T>.TryParse(text, out var value))
            {
                return value;
            }
            Fault ??= EnvelopeErrors.BadValue(name, $"one of {WireEnum<T>.All}");
        }
        return default;
    }

    public string Name(string name) => Matching(name, text => Names.IsName(text), "1 to 32 lower-case letters, digits or hyphens");

    public string Participant(string name) => Matching(name, text => Names.IsParticipant(text), "a participant such as XA");

    public ImmutableArray<string> Participants(string name, bool required)
    {
        _known.Add(name);
        if (!root.TryGetProperty(name, out var list))
        {
            Fault ??= required ? EnvelopeErrors.Missing(name) : null;
            return [];
        }
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            Fault ??= EnvelopeErrors.WrongType(name, "an array of strings");
            return [];
        }
        if (list.GetArrayLength() > EnvelopeLimits.Addressees)
        {
            Fault ??= EnvelopeErrors.TooLong(name, EnvelopeLimits.Addressees);
            return [];
        }
        ImmutableArray<string> names = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        if ((required && names.IsEmpty) || names.Any(n => !Names.IsParticipant(n)))
        {
            Fault ??= EnvelopeErrors.BadValue(name, required ? "at least one participant such as XB" : "participants such as XC");
        }
        return names;
    }

    /// <summary>A line for people, or null when absent.</summary>
    public string? Line(string name, int limit)
    {
        if (!Has(name) || String(name) is not { } text)
        {
            return null;
        }
        if (text.Length > limit)
        {
            Fault ??= EnvelopeErrors.TooLong(name, limit);
        }
        else if (text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
        {
            Fault ??= EnvelopeErrors.ControlCharacter(name);
        }
        return text;
    }

    public Content? Content()
    {
        _known.UnionWith(["content", "contentType", "contentEncoding", "sealed"]);
        if (root.TryGetProperty("sealed", out _))
        {
            Fault ??= EnvelopeErrors.SealedNotSupported();
            return null;
        }
        var given = root.TryGetProperty("content", out var content);
        var encoded = root.TryGetProperty("contentEncoding", out var encoding);
        if (!given)
        {
            if (encoded || root.TryGetProperty("contentType", out _))
            {
                Fault ??= EnvelopeErrors.Missing("content");
            }
            return null;
        }
        var type = Matching("contentType", text => Names.IsMediaType(text), "a media type in lower case without parameters, such as application/json");
        if (encoded && (encoding.ValueKind != JsonValueKind.String || !encoding.ValueEquals("base64url")))
        {
            Fault ??= EnvelopeErrors.BadValue("contentEncoding", "base64url, or leave it out");
        }
        if (content.ValueKind != JsonValueKind.String && (encoded || !Names.IsJsonMediaType(type)))
        {
            Fault ??= EnvelopeErrors.WrongType("content", "a string, as its media type and encoding require");
        }
        else if (encoded && !Base64Url.IsValid(content.GetString()))
        {
            Fault ??= EnvelopeErrors.BadValue("content", "base64url, as contentEncoding says");
        }
        return new Content(type, content.GetRawText(), encoded);
    }

    /// <summary>The first member that nobody took.</summary>
    public Refusal? Unknown()
    {
        foreach (var member in root.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                return EnvelopeErrors.UnknownMember(member.Name);
            }
        }
        return null;
    }

    private string Matching(string name, Func<string, bool> form, string expected)
    {
        var text = String(name);
        if (text is not null && !form(text))
        {
            Fault ??= EnvelopeErrors.BadValue(name, expected);
        }
        return text ?? "";
    }

    private string? String(string name)
    {
        _known.Add(name);
        if (!root.TryGetProperty(name, out var value))
        {
            Fault ??= EnvelopeErrors.Missing(name);
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault ??= EnvelopeErrors.WrongType(name, "a string");
            return null;
        }
        return value.GetString();
    }
}
