using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Contract;
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
    /// <summary>Reads a directory, or says everything that is wrong with it.</summary>
    public static (Core.Directory.Directory? Directory, IReadOnlyList<string> Faults) Read(ReadOnlySpan<byte> utf8)
    {
        Shape shape;
        try
        {
            shape = JsonSerializer.Deserialize(utf8, DirectoryJson.Default.Shape)
                ?? throw new JsonException("the file is null");
        }
        catch (JsonException broken)
        {
            return (null, [$"{broken.Path ?? "$"}: {broken.Message}"]);
        }
        var faults = new List<string>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var participants = new List<Participant>();
        foreach (var p in shape.Participants)
        {
            if (!Names.IsParticipant(p.Code) || participants.Any(other => other.Code == p.Code))
            {
                faults.Add($"$.participants '{p.Code}': expected 2 to 8 capital letters or digits, each code once.");
            }
            participants.Add(
                new Participant(p.Code, p.Name, [.. p.Pocs.Select(poc => Read(p.Code, poc, keys, faults))]));
            if (p.Pocs.GroupBy(poc => poc.Id).Any(g => g.Count() > 1))
            {
                faults.Add($"$.participants '{p.Code}': two points of contact have one id.");
            }
        }
        return faults.Count == 0 ? (new Core.Directory.Directory(participants), []) : (null, faults);
    }

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(IEnumerable<Participant> participants) => JsonSerializer.SerializeToUtf8Bytes(
        new Shape([.. participants.Select(p => new ParticipantRow(p.Code, p.Name, [.. p.Pocs.Select(poc =>
            new PocRow(poc.Id, poc.Role, poc.Title, poc.Languages, poc.Hours, [.. poc.Keys.Select(k => k.ToJwk())],
                poc.Mail, poc.Guests.IsEmpty ? null : poc.Guests))]))]),
        DirectoryJson.Default.Shape);

    private static Poc Read(string participant, PocRow row, HashSet<string> seen, List<string> faults)
    {
        var path = $"$.participants '{participant}' '{row.Id}'";
        if (!Names.IsName(row.Id))
        {
            faults.Add($"{path}: expected 1 to 32 lower-case letters, digits or hyphens.");
        }
        if (row.Mail is { } mail && !MailAddress.IsOne(mail))
        {
            faults.Add($"{path}.mail: expected one address alone such as duty@cert.xa.example, "
                + $"of at most {MailAddress.Longest} bytes.");
        }
        var keys = new List<VerificationKey>();
        foreach (var jwk in row.Keys)
        {
            if (!VerificationKey.FromJwk(jwk).Try(out var key, out var refusal))
            {
                faults.Add($"{path}.keys: {refusal.Detail}");
            }
            else if (!seen.Add(key.Id))
            {
                faults.Add(
                    $"{path}.keys: the key {key.Id} stands twice in the directory; a key speaks for one "
                    + "point of contact.");
            }
            else
            {
                keys.Add(key);
            }
        }
        return new Poc(row.Id, row.Role, row.Title, row.Languages, row.Hours, row.Mail, [.. keys])
        {
            // Whoever removes a key by hand need not look for its mark.
            Guests = [.. (row.Guests ?? []).Where(guest => keys.Exists(k => k.Id == guest))],
        };
    }

    internal sealed record Shape(ImmutableArray<ParticipantRow> Participants);

    internal sealed record ParticipantRow(string Code, string Name, ImmutableArray<PocRow> Pocs);

    internal sealed record PocRow(
        string Id, PocRole Role, string Title, ImmutableArray<string> Languages, string Hours, ImmutableArray<Jwk> Keys,
        string? Mail = null, ImmutableArray<string>? Guests = null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DirectoryFile.Shape))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
