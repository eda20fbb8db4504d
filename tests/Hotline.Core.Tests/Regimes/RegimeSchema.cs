using System.Globalization;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Regimes;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Regimes;

/// <summary>
/// The schema of regime files, for editors: its words are the contract's, its limits those of the reader
/// (<see cref="RegimeLimits"/>). What a schema cannot say, the reader says.
/// </summary>
internal static class RegimeSchema
{
    private const string Name = "^[a-z][a-z0-9-]{0,31}$";
    private const string Participant = "^[A-Z][A-Z0-9]{1,7}$";
    private const string Duration = @"^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$";

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var root = Section("The body of rules that an exchange runs under: how long its windows are, who says so, "
            + "and what is done when an addressee stays silent.", Members(), "$schema", "coordinator", "figures");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "$id", "urn:hotline:schema:regime");
        root.Insert(2, "title", "Regime");
        root.Add("if", JsonNode.Parse(
            """{"not":{"required":["coordinator"],"properties":{"coordinator":{"type":"string"}}}}"""));
        root.Add("then", JsonNode.Parse(
            """{"properties":{"escalation":{"items":{"properties":{"step":{"not":{"const":"coordinator"}}}}}}}"""));
        root.Add("$defs", Definitions());
        return root;
    }

    private static JsonObject Members() => new()
    {
        ["$schema"] = new JsonObject { ["type"] = "string" },
        ["id"] = Reference("name", "What messages name it by."),
        ["title"] = Text("What people call it.", 1, RegimeLimits.Title),
        ["note"] = Text(
            "Shown wherever its windows are shown: which numbers the regime sets itself.", 1, RegimeLimits.Note),
        ["coordinator"] = new JsonObject
        {
            ["description"] = "The participant that watches times, never contents; null for none. "
                + "Only with one may the escalation have a coordinator step.",
            ["type"] = new JsonArray("string", "null"),
            ["pattern"] = Participant,
        },
        ["figures"] = Word<Figures>("Whose response times a participant may read: its own as addressee (default), "
            + "or all. The operator's choice. The coordinator reads all either way."),
        ["statuses"] = List(
            "Which statuses may run under it; exercises and real traffic need not share a regime.", Word<Status>()),
        ["bases"] = new JsonObject
        {
            ["description"] = "Where the numbers below come from, by a name that they refer to; "
                + "none that nothing refers to.",
            ["type"] = "object",
            ["minProperties"] = 1,
            ["propertyNames"] = Reference("name"),
            ["additionalProperties"] = Reference("basis"),
        },
        ["windows"] = new JsonObject
        {
            ["description"] = $"Each window for each precedence once. {Rising<Window>()}, and {Rising<Precedence>()}.",
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = Reference("windowRow"),
        },
        ["kinds"] = new JsonObject
        {
            ["description"] = "Which windows run for each kind of opening message; a kind that is not named, or null, "
                + "may not be sent. Information addressees have only delivery.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["minProperties"] = 1,
            ["properties"] = new JsonObject(Enum.GetValues<Kind>().Where(kind => kind.Opens())
                .Select(kind => KeyValuePair.Create(kind.Wire(), (JsonNode?)Reference("windows")))),
        },
        ["escalationBasis"] = Reference("name", "The basis of the escalation, by name."),
        ["escalation"] = new JsonObject
        {
            ["description"] = "What is done while an addressee stays silent.",
            ["type"] = "array",
            ["uniqueItems"] = true,
            ["items"] = Reference("step"),
        },
    };

    private static JsonObject Definitions() => new()
    {
        ["name"] = new JsonObject { ["type"] = "string", ["pattern"] = Name },
        ["window"] = Word<Window>(),
        ["windows"] = new JsonObject
        {
            ["type"] = new JsonArray("array", "null"),
            ["minItems"] = 1,
            ["uniqueItems"] = true,
            ["items"] = Reference("window"),
            ["contains"] = new JsonObject { ["const"] = Window.Delivery.Wire() },
        },
        ["windowRow"] = Section(null, new JsonObject
        {
            ["window"] = Reference("window"),
            ["precedence"] = List(null, Word<Precedence>()),
            ["duration"] = new JsonObject
            {
                ["description"] = "ISO 8601, days to whole seconds, "
                    + $"{Iso(RegimeLimits.ShortestWindow)} to {Iso(RegimeLimits.LongestWindow)}. "
                    + "Months and years have no fixed length.",
                ["type"] = "string",
                ["pattern"] = Duration,
            },
            ["basis"] = Reference("name", "The basis of the duration, by name."),
        }),
        ["basis"] = Section("Where a number comes from.", new JsonObject
        {
            ["kind"] = Word<BasisKind>("regime: the regime itself sets it. operator-default: the operator chose it."),
            ["source"] = Text("The place in the regime's text; or what the number is modelled on.",
                RegimeLimits.ShortestSource, RegimeLimits.LongestSource),
        }),
        ["step"] = Section(null, new JsonObject
        {
            ["step"] = Word<EscalationStep>(),
            ["window"] = Reference("window"),
            ["at"] = new JsonObject
            {
                ["description"] = "When, as a share of the window's length: 0 at once, 0.5 half-way, 1 at its lapse, "
                    + "2 as long again after.",
                ["type"] = "number",
                ["minimum"] = 0,
                ["maximum"] = RegimeLimits.LatestStep,
            },
        }),
    };

    /// <summary>An object that must have all its members but those named, and no others.</summary>
    private static JsonObject Section(string? says, JsonObject members, params string[] mayLack) => Described(
        says, new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray(
            [.. members.Select(m => m.Key).Except(mayLack).Select(m => (JsonNode)m)]),
        ["properties"] = members,
    });

    private static JsonObject Text(string says, int least, int most) => Described(says, new()
    {
        ["type"] = "string",
        ["minLength"] = least,
        ["maxLength"] = most,
    });

    private static JsonObject List(string? says, JsonObject items) => Described(says, new()
    {
        ["type"] = "array",
        ["minItems"] = 1,
        ["uniqueItems"] = true,
        ["items"] = items,
    });

    private static JsonObject Word<T>(string? says = null) where T : struct, Enum => Described(says, new()
    {
        ["enum"] = new JsonArray([.. Enum.GetValues<T>().Select(word => (JsonNode)word.Wire())]),
    });

    private static JsonObject Reference(string definition, string? says = null) =>
        Described(says, new() { ["$ref"] = $"#/$defs/{definition}" });

    private static JsonObject Described(string? says, JsonObject schema)
    {
        if (says is not null)
        {
            schema.Insert(0, "description", says);
        }
        return schema;
    }

    private static string Rising<T>() where T : struct, Enum =>
        string.Join(" ≤ ", Enum.GetValues<T>().Select(word => word.Wire()));

    private static string Iso(TimeSpan span) => span < TimeSpan.FromDays(1)
        ? string.Create(CultureInfo.InvariantCulture, $"PT{span.TotalSeconds}S")
        : string.Create(CultureInfo.InvariantCulture, $"P{span.TotalDays}D");
}
