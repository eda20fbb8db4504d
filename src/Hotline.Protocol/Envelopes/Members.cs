using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Hotline.Protocol.Envelopes;

/// <summary>The members of a payload, in the order in which they are written.</summary>
internal enum Member
{
    Version, Id, From, Sender, To, Cc, Regime, Kind, Precedence, Status, Tlp, Created, Exchange, InReplyTo,
    ExpectBy, Subject,
    ContentType, ContentEncoding, Content, Sealed,
}

/// <summary>
/// Takes the members of a payload apart in one pass, then hands each out by form and keeps the first fault. After a
/// fault the values returned mean nothing; whoever reads checks <see cref="Fault"/> once at the end.
/// </summary>
internal sealed class Members
{
    private static readonly string[] Names = [
        .. Enum.GetNames<Member>().Select(name => char.ToLowerInvariant(name[0]) + name[1..])];
    private static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.UTF8.GetBytes)];
    private readonly JsonElement[] _values = new JsonElement[Names.Length];
    private readonly string? _unknown;

    public Members(JsonElement root)
    {
        // Members mostly come in the order of writing, so the search begins after the last one found.
        var next = 0;
        foreach (var member in root.EnumerateObject())
        {
            var at = Find(member, next);
            if (at < 0)
            {
                _unknown ??= member.Name;
                continue;
            }
            _values[at] = member.Value;
            next = at + 1;
        }
    }

    public Refusal? Fault { get; private set; }

    /// <summary>The first member that version 1 does not have.</summary>
    public Refusal? Unknown => _unknown is null ? null : EnvelopeErrors.UnknownMember(_unknown);

    public static string NameOf(Member member) => Names[(int)member];

    public bool Has(Member member) => _values[(int)member].ValueKind != JsonValueKind.Undefined;

    public void Version()
    {
        var version = _values[(int)Member.Version];
        Fault ??= version.ValueKind switch
        {
            JsonValueKind.Undefined => EnvelopeErrors.Missing(NameOf(Member.Version)),
            JsonValueKind.Number => version.TryGetInt32(out var number)
                && number == Envelope.Version ? null : EnvelopeErrors.UnknownVersion(version.GetRawText()),
            _ => EnvelopeErrors.WrongType(NameOf(Member.Version), "a number"),
        };
    }

    public MessageId Id(Member member)
    {
        if (Text(member) is { } text)
        {
            if (MessageId.TryParse(text, out var id))
            {
                return id;
            }
            Fault ??= EnvelopeErrors.BadValue(NameOf(member), "a UUID of version 7 in lower case");
        }
        return default;
    }

    public DateTimeOffset Time(Member member)
    {
        if (Text(member) is { } text)
        {
            if (Instant.TryParse(text, out var time))
            {
                return time;
            }
            Fault ??= EnvelopeErrors.BadValue(NameOf(member), "a time in UTC such as 2026-01-02T03:04:05.678Z");
        }
        return default;
    }

    public T OneOf<T>(Member member) where T : struct, Enum
    {
        if (Text(member) is { } text)
        {
            if (WireEnum<T>.TryParse(text, out var value))
            {
                return value;
            }
            Fault ??= EnvelopeErrors.BadValue(NameOf(member), $"one of {WireEnum<T>.All}");
        }
        return default;
    }

    public string Name(Member member)
    {
        var text = Text(member) ?? "";
        if (!Envelopes.Names.IsName(text))
        {
            Fault ??= EnvelopeErrors.BadValue(
                NameOf(member), "1 to 32 lower-case letters, digits or hyphens, a letter first");
        }
        return text;
    }

    public string Participant(Member member)
    {
        var text = Text(member) ?? "";
        if (!Envelopes.Names.IsParticipant(text))
        {
            Fault ??= EnvelopeErrors.BadValue(NameOf(member), "a participant such as XA");
        }
        return text;
    }

    public ImmutableArray<string> Participants(Member member, bool required)
    {
        var list = _values[(int)member];
        if (list.ValueKind == JsonValueKind.Undefined)
        {
            Fault ??= required ? EnvelopeErrors.Missing(NameOf(member)) : null;
            return [];
        }
        if (list.ValueKind != JsonValueKind.Array)
        {
            Fault ??= EnvelopeErrors.WrongType(NameOf(member), "an array of strings");
            return [];
        }
        var length = list.GetArrayLength();
        if (length > EnvelopeLimits.Addressees)
        {
            Fault ??= EnvelopeErrors.TooLong(NameOf(member), EnvelopeLimits.Addressees);
            return [];
        }
        if (required && length == 0)
        {
            Fault ??= EnvelopeErrors.BadValue(NameOf(member), "at least one participant such as XB");
        }
        var names = ImmutableArray.CreateBuilder<string>(length);
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Fault ??= EnvelopeErrors.WrongType(NameOf(member), "an array of strings");
                return [];
            }
            names.Add(item.GetString()!);
            if (!Envelopes.Names.IsParticipant(names[^1]))
            {
                Fault ??= EnvelopeErrors.BadValue(NameOf(member), "participants such as XB");
            }
        }
        return names.MoveToImmutable();
    }

    /// <summary>A line for people, or null when absent.</summary>
    public string? Line(Member member, int limit)
    {
        if (!Has(member) || Text(member) is not { } text)
        {
            return null;
        }
        if (text.Length > limit)
        {
            Fault ??= EnvelopeErrors.TooLong(NameOf(member), limit);
        }
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                Fault ??= EnvelopeErrors.ControlCharacter(NameOf(member));
            }
        }
        return text;
    }

    public Content? Content()
    {
        if (Has(Member.Sealed))
        {
            Fault ??= EnvelopeErrors.SealedNotSupported();
            return null;
        }
        var content = _values[(int)Member.Content];
        if (!Has(Member.Content))
        {
            Fault ??= Has(Member.ContentType)
                || Has(Member.ContentEncoding) ? EnvelopeErrors.Missing(NameOf(Member.Content)) : null;
            return null;
        }
        var type = Text(Member.ContentType) ?? "";
        if (!Envelopes.Names.IsMediaType(type))
        {
            Fault ??= EnvelopeErrors.BadValue(
                NameOf(Member.ContentType), "a media type in lower case without parameters, such as application/json");
        }
        var encoded = Has(Member.ContentEncoding);
        if (encoded && Text(Member.ContentEncoding) != "base64url")
        {
            Fault ??= EnvelopeErrors.BadValue(NameOf(Member.ContentEncoding), "base64url, or leave it out");
        }
        if (content.ValueKind != JsonValueKind.String && (encoded || !Envelopes.Names.IsJsonMediaType(type)))
        {
            Fault ??= EnvelopeErrors.WrongType(
                NameOf(Member.Content), "a string, as its media type and encoding require");
        }
        else if (encoded && !CanonicalBase64Url.IsValid(content.GetString()))
        {
            Fault ??= EnvelopeErrors.BadValue(
                NameOf(Member.Content), "base64url without padding, as contentEncoding says");
        }
        return new Content(type, content.GetRawText(), encoded);
    }

    private static int Find(JsonProperty member, int next)
    {
        for (var i = 0; i < Utf8Names.Length; i++)
        {
            var at = (next + i) % Utf8Names.Length;
            if (member.NameEquals(Utf8Names[at]))
            {
                return at;
            }
        }
        return -1;
    }

    /// <summary>A member that must be there and be a string; else null and a fault.</summary>
    private string? Text(Member member)
    {
        var value = _values[(int)member];
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }
        Fault ??= value.ValueKind == JsonValueKind.Undefined
            ? EnvelopeErrors.Missing(NameOf(member)) : EnvelopeErrors.WrongType(NameOf(member), "a string");
        return null;
    }
}
