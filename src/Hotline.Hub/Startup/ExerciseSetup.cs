using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
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
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Person Officer = new("officer", PocRole.DutyOfficer, "Duty officer");
    private static readonly Person Notifier = new("notifier", PocRole.Notifier, "Incident notifier");
    private static readonly Person Deputy = new("deputy", PocRole.Deputy, "Deputy");
    private static readonly Person Diplomatic = new("diplomatic", PocRole.Diplomatic, "Ministry desk");
    private static readonly Person Coordinator = new("coordinator", PocRole.Coordinator, "Coordinator");
    private static readonly Person Administrator = new("administrator", PocRole.Administrator, "Administrator");

    private static readonly Desk[] Cast =
    [
        new("XA", "National CERT of Exland-A", [Officer, Notifier, Administrator]),
        new("XB", "National CERT of Exland-B", [Officer, Deputy, Diplomatic, Administrator]),
        new("XC", "National CERT of Exland-C", [Officer, Deputy, Diplomatic, Administrator]),
        new("XZ", "Exercise coordination", [Coordinator, Administrator]),
    ];

    /// <summary>Writes directory and profiles. The directory comes last: when it is there, everything is.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="hub">The hub's key, which the profiles trust.</param>
    public static void Create(string data, SigningKey hub)
    {
        SecretFile.CreateDirectory(Folder(data));
        var participants = new List<Participant>();
        foreach (var desk in Cast)
        {
            var pocs = new List<Poc>();
            foreach (var person in desk.People)
            {
                using var key = SigningKey.Create();
                SecretFile.Write(ProfilePath(data, desk, person), Profile(desk, person, key, hub));
                var mail = person.Role == PocRole.Notifier
                    ? null : $"{person.Id}@{desk.Code.ToLowerInvariant()}.example";
                pocs.Add(new Poc(
                    person.Id, person.Role, person.Title, ["en"], "Around the clock", mail,
                    [VerificationKey.FromJwk(key.Public.ToJwk()).Value]));
            }
            participants.Add(new Participant(desk.Code, desk.Name, [.. pocs]));
        }
        SecretFile.Write(HubHost.DirectoryPath(data), DirectoryFile.Write(participants));
    }

    /// <summary>Tells the profiles where this hub listens now, and to which address replies by mail go.</summary>
    /// <returns>Those that are no profiles any more, and were left alone.</returns>
    public static IReadOnlyList<string> PointProfiles(string data, string http, string? mqtt, string mail) =>
        [.. Profiles(data).Where(path => !Point(path, http, mqtt ?? "", mail))];

    private static bool Point(string path, string http, string mqtt, string mail)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is not JsonObject profile)
            {
                return false;
            }
            if (Text(profile["hub"]) != http || Text(profile["mqtt"]) != mqtt || Text(profile["mail"]) != mail)
            {
                (profile["hub"], profile["mqtt"], profile["mail"]) = (http, mqtt, mail);
                SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(profile, Indented));
            }
            return true;
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>What to open and try, printed when the hub is ready; null when this is no exercise.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="link">Where seats are taken; null where none are without approval.</param>
    /// <param name="mail">How mail goes out.</param>
    public static string? NextSteps(string data, string? link, MailSettings mail)
    {
        var folder = Folder(data);
        if (!Path.Exists(folder))
        {
            return null;
        }
        var way = mail.Relays.Count == 0 ? $"appears in {Path.Combine(data, "outbox")}"
            : $"goes out by relay to the address in {HubHost.DirectoryPath(data)}";
        var seats = link is null ? "Seats are not taken without approval here."
            : $"Open {link} and take XB's seat.\n  Open it again in another window, take XA's, and report an incident.";
        return $$"""

              EXERCISE: three national CERTs that do not exist (XA, XB, XC) and a coordinator (XZ).
              {{seats}}

              Their keys are in {{folder}}.

              Or by commands. In a second terminal, be XB's duty officer and watch:
                ops/hotline --profile {{folder}}/xb-officer.json watch

              In a third, be XA's and report an incident:
                echo '{"what":"Phishing wave against a hospital"}' | ops/hotline --profile {{folder}}/xa-officer.json \
                  send --to XB --kind incident-notification --precedence priority --subject "Phishing wave" --content -

              XB acknowledges, XA sees what became of it:
                ops/hotline --profile {{folder}}/xb-officer.json ack ID
                ops/hotline --profile {{folder}}/xa-officer.json show ID

              At XC nobody listens: send there, and a mail {{way}}.

            """;
    }

    /// <summary>Where the profiles are.</summary>
    private static string Folder(string data) => Path.Combine(data, OpenSeats.ExerciseFolder);

    private static string ProfilePath(string data, Desk desk, Person person) =>
        Path.Combine(Folder(data), $"{desk.Code.ToLowerInvariant()}-{person.Id}.json");

    private static IEnumerable<string> Profiles(string data) =>
        (from desk in Cast from person in desk.People select ProfilePath(data, desk, person)).Where(File.Exists);

    private static byte[] Profile(Desk desk, Person person, SigningKey key, SigningKey hub)
    {
        var profile = new JsonObject
        {
            ["hub"] = "",
            ["mqtt"] = "",
            ["hubKey"] = JsonSerializer.SerializeToNode(hub.Public.ToJwk(), KeyJson.Default.Jwk),
            ["participant"] = desk.Code,
            ["poc"] = person.Id,
            ["role"] = person.Role.Wire(),
            ["key"] = JsonSerializer.SerializeToNode(key.ToPrivateJwk(), KeyJson.Default.Jwk),
        };
        return JsonSerializer.SerializeToUtf8Bytes(profile, Indented);
    }

    private sealed record Desk(string Code, string Name, Person[] People);

    private sealed record Person(string Id, PocRole Role, string Title);
}
