using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract;
using Hotline.Core.Regimes;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Directory;

/// <summary>
/// <c>DATA/directory.json</c>: participants, points of contact and their public keys, as the operator enters them and
/// administrators add to them. A later issue replaces their word by entries signed with each participant's root key;
/// this is the one place where a directory comes from.
/// </summary>
public static class DirectoryFile
{
    private const int Depth = 12;

    /// <summary>Reads a directory, or says everything that is wrong with it, each with its path.</summary>
    public static (Core.Directory.Directory? Directory, IReadOnlyList<string> Faults) Read(ReadOnlySpan<byte> utf8)
    {
        var (participants, faults) = Spot.Read(utf8, Depth, Participants);
        return faults.Count == 0 ? (new Core.Directory.Directory(participants), []) : (null, faults);
    }

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(IEnumerable<Participant> participants) => JsonSerializer.SerializeToUtf8Bytes(
        new Shape([.. participants.Select(p => new ParticipantRow(p.Code, p.Name, [.. p.Pocs.Select(poc =>
            new PocRow(poc.Id, poc.Role, poc.Title, poc.Languages, poc.Hours, [.. poc.Keys.Select(k => k.ToJwk())],
                poc.Mail, poc.Guests.IsEmpty ? null : poc.Guests,
                poc.Inbox ? true : null))]))]),
        DirectoryJson.Default.Shape);

    private static ImmutableArray<Participant> Participants(Spot file)
    {
        file.Object("$schema", "participants").Schema();
        var (codes, keys) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        return
        [
            .. file.Member("participants").Items().Select(item =>
            {
                item.Object("code", "name", "pocs");
                var ids = new HashSet<string>(StringComparer.Ordinal);
                return new Participant(
                    item.Member("code").Text(
                        "2 to 8 capital letters or digits, a letter first, each code once",
                        text => Names.IsParticipant(text) && codes.Add(text)),
                    item.Member("name").Text(),
                    [.. item.Member("pocs").Items().Select(poc => Contact(poc, ids, keys))]);
            }),
        ];
    }

    private static Poc Contact(Spot poc, HashSet<string> ids, HashSet<string> known)
    {
        poc.Object("id", "role", "title", "languages", "hours", "keys", "mail", "guests", "inbox");
        var (mail, guests, inbox) = (poc.Member("mail"), poc.Member("guests"), poc.Member("inbox"));
        ImmutableArray<VerificationKey> keys =
            [.. poc.Member("keys").Items().Select(key => Key(key, known)).OfType<VerificationKey>()];
        return new Poc(
            poc.Member("id").Text(
                "1 to 32 lower-case letters, digits or hyphens, a letter first, each id once at a participant",
                text => Names.IsName(text) && ids.Add(text)),
            poc.Member("role").Name<PocRole>() ?? default,
            poc.Member("title").Text(),
            [.. poc.Member("languages").Items().Select(language => language.Text())],
            poc.Member("hours").Text(),
            mail.IsMissing ? null : mail.Text(
                $"one address alone such as duty@cert.xa.example, of at most {MailAddress.Longest} bytes",
                text => MailAddress.IsOne(text)),
            keys)
        {
            // Whoever removes a key by hand need not look for its mark.
            Guests = guests.IsMissing ? [] : [.. guests.Items().Select(guest => guest.Text())
                .Where(guest => keys.Any(k => k.Id == guest))],
            Inbox = !inbox.IsMissing && inbox.Truth(),
        };
    }

    private static VerificationKey? Key(Spot spot, HashSet<string> known)
    {
        var before = spot.Faults.Count;
        spot.Object("kty", "crv", "x", "y", "kid");
        if (spot.Faults.Count > before)
        {
            return null;
        }
        var jwk = new Jwk(
            spot.Member("kty").Text(), spot.Member("crv").Text(), spot.Member("x").Text(), spot.Member("y").Text());
        if (spot.Member("kid") is { IsMissing: false } kid)
        {
            kid.Text();
        }
        if (spot.Faults.Count > before)
        {
            return null;
        }
        if (!VerificationKey.FromJwk(jwk).Try(out var key, out var refusal))
        {
            spot.Faults.Add($"{spot.Path}: {refusal.Detail}");
            return null;
        }
        if (!known.Add(key.Id))
        {
            spot.Faults.Add($"{spot.Path}: the key {key.Id} stands twice in the directory; a key speaks for one "
                + "point of contact.");
            return null;
        }
        return key;
    }

    internal sealed record Shape(ImmutableArray<ParticipantRow> Participants);

    internal sealed record ParticipantRow(string Code, string Name, ImmutableArray<PocRow> Pocs);

    internal sealed record PocRow(
        string Id, PocRole Role, string Title, ImmutableArray<string> Languages, string Hours, ImmutableArray<Jwk> Keys,
        string? Mail = null, ImmutableArray<string>? Guests = null, bool? Inbox = null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DirectoryFile.Shape))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
