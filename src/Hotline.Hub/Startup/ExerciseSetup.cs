using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Hub.Seats;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Startup;

/// <summary>
/// What an empty data directory is filled with: three national CERTs and a coordinator that do not exist, with keys, so
/// that anybody can play a whole incident on one machine. Private keys lie beside the hub only because this is an
/// exercise.
/// </summary>
public static class ExerciseSetup
{
    /// <summary>Where the profiles are, below the data directory.</summary>
    public const string Folder = "exercise";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Id, PocRole Role, string Title) Administrator = ("administrator", PocRole.Administrator, "Administrator");

    private static readonly (string Code, string Name, (string Id, PocRole Role, string Title)[] Pocs)[] Cast =
    [
        ("XA", "National CERT of Exland-A", [("officer", PocRole.DutyOfficer, "Duty officer"), ("notifier", PocRole.Notifier, "Incident notifier"), Administrator]),
        ("XB", "National CERT of Exland-B", [("officer", PocRole.DutyOfficer, "Duty officer"), ("deputy", PocRole.Deputy, "Deputy"), ("diplomatic", PocRole.Diplomatic, "Ministry desk"), Administrator]),
        ("XC", "National CERT of Exland-C", [("officer", PocRole.DutyOfficer, "Duty officer"), ("deputy", PocRole.Deputy, "Deputy"), ("diplomatic", PocRole.Diplomatic, "Ministry desk"), Administrator]),
        ("XZ", "Exercise coordination", [("coordinator", PocRole.Coordinator, "Coordinator"), Administrator]),
    ];

    /// <summary>Writes directory and profiles. The directory comes last: when it is there, everything is.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="hub">The hub's key, which the profiles trust.</param>
    public static void Create(string data, SigningKey hub)
    {
        var folder = Path.Combine(data, Folder);
        SecretFile.CreateDirectory(folder);
        var participants = new List<Participant>();
        foreach (var (code, name, pocs) in Cast)
        {
            var rows = new List<Poc>();
            foreach (var (id, role, title) in pocs)
            {
                using var key = SigningKey.Create();
                var profile = new JsonObject
                {
                    ["hub"] = "",
                    ["mqtt"] = "",
                    ["hubKey"] = JsonSerializer.SerializeToNode(hub.Public.ToJwk(), KeyJson.Default.Jwk),
                    ["participant"] = code,
                    ["poc"] = id,
                    ["role"] = role.Wire(),
                    ["key"] = JsonSerializer.SerializeToNode(key.ToPrivateJwk(), KeyJson.Default.Jwk),
                };
                SecretFile.Write(Path.Combine(folder, $"{code.ToLowerInvariant()}-{id}.json"), JsonSerializer.SerializeToUtf8Bytes(profile, Indented));
                rows.Add(new Poc(id, role, title, ["en"], "Around the clock",
                    role == PocRole.Notifier ? null : $"{id}@{code.ToLowerInvariant()}.example", [VerificationKey.FromJwk(key.Public.ToJwk()).Value]));
            }
            participants.Add(new Participant(code, name, [.. rows]));
        }
        SecretFile.Write(Path.Combine(data, "directory.json"), DirectoryFile.Write(participants));
    }

    /// <summary>
    /// True where the data directory was set up as the exercise and still is one: whoever enters a real participant
    /// ends it. Codes XA to XZ are nobody's (ISO 3166 leaves them to users).
    /// </summary>
    public static bool Is(string data, Core.Directory.Directory directory) =>
        Path.Exists(Path.Combine(data, Folder)) && directory.Participants.All(p => p.Code is ['X', >= 'A' and <= 'Z']);

    /// <summary>Tells the profiles where this hub listens now.</summary>
    public static void PointProfiles(string data, string http, string? mqtt)
    {
        foreach (var path in Profiles(data))
        {
            var profile = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            if (profile["hub"]?.GetValue<string>() != http || profile["mqtt"]?.GetValue<string>() != (mqtt ?? ""))
            {
                (profile["hub"], profile["mqtt"]) = (http, mqtt ?? "");
                SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(profile, Indented));
            }
        }
    }

    /// <summary>What to open and try, printed when the hub is ready; null when this is no exercise.</summary>
    public static string? NextSteps(string data, string? address)
    {
        var folder = Path.Combine(data, Folder);
        if (!Path.Exists(folder))
        {
            return null;
        }
        return $$"""

              EXERCISE: three national CERTs that do not exist (XA, XB, XC) and a coordinator (XZ).
              Their keys are in {{folder}}.

              Open {{address}} and take XB's seat. Open it in another window, take XA's, and report an incident.

              Or by commands. In a second terminal, be XB's duty officer and watch:
                ops/hotline --profile {{folder}}/xb-officer.json watch

              In a third, be XA's and report an incident:
                echo '{"what":"Phishing wave against a hospital"}' | ops/hotline --profile {{folder}}/xa-officer.json \
                  send --to XB --kind incident-notification --precedence priority --subject "Phishing wave" --content -

              XB acknowledges, XA sees what became of it:
                ops/hotline --profile {{folder}}/xb-officer.json ack ID
                ops/hotline --profile {{folder}}/xa-officer.json show ID

              At XC nobody listens: send there, and a mail appears in {{Path.Combine(data, "outbox")}}.

            """;
    }

    private static IEnumerable<string> Profiles(string data)
    {
        var folder = Path.Combine(data, Folder);
        return Cast.SelectMany(c => c.Pocs.Select(p => Path.Combine(folder, $"{c.Code.ToLowerInvariant()}-{p.Id}.json"))).Where(File.Exists);
    }
}
