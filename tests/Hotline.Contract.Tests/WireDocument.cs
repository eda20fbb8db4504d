using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Contract.Tests;

/// <summary>
/// The shapes and words that travel, as an OpenAPI document without paths: what the serializer itself writes,
/// each named type once. A member is required where it is always written; what may be null is left out when it is.
/// </summary>
internal sealed class WireDocument
{
    private static readonly JsonSerializerContext[] Contexts = [WireJson.Default, FactJson.Default, ProofJson.Default];

    private readonly TypeWords _words = new();
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly Queue<Type> _toDo = new();
    private readonly HashSet<Type> _named = [];

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var document = new WireDocument();
        foreach (var type in Roots())
        {
            document.Reference(type);
        }
        while (document._toDo.TryDequeue(out var type))
        {
            document._schemas.Add(type.Name, document.Describe(type));
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Hotline: what travels",
                ["description"] = "Generated from src/Hotline.Contract and src/Hotline.Protocol by ops/contract. "
                    + "Times are RFC 3339 in UTC with milliseconds; "
                    + "a member that is not required is left out when there is nothing to say.",
                ["version"] = "1",
            },
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject
            {
                ["schemas"] = Object(document._schemas.Select(s => (s.Key, s.Value))),
            },
        };
    }

    /// <summary>What the contexts name, every word, and every fact.</summary>
    private static IEnumerable<Type> Roots() =>
        Contexts.SelectMany(context => context.GetType().GetCustomAttributesData())
            .Where(a => a.AttributeType == typeof(JsonSerializableAttribute))
            .Select(a => (Type)a.ConstructorArguments[0].Value!)
            .Concat(typeof(Fact).Assembly.GetExportedTypes().Where(IsWord))
            .Concat(typeof(Kind).Assembly.GetExportedTypes().Where(IsWord))
            .Where(IsNamed);

    private static JsonObject Object(IEnumerable<(string Name, JsonNode Value)> members) =>
        new(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value)));

    private static bool IsWord(Type type) =>
        type.IsEnum
        && type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { IsGenericType: true } converter
        && converter.GetGenericTypeDefinition() == typeof(WireEnumConverter<>);

    private static bool IsNamed(Type type) =>
        type.Namespace is { } space && space.StartsWith("Hotline.", StringComparison.Ordinal)
        && type != typeof(MessageId) && type != typeof(Base64UrlBytes);

    private static JsonTypeInfo Info(Type type) =>
        Contexts.Select(context => context.GetTypeInfo(type)).FirstOrDefault(info => info is not null)
        ?? throw new InvalidOperationException($"{type} is in no context");

    private JsonObject Reference(Type type)
    {
        if (_named.Add(type))
        {
            _toDo.Enqueue(type);
        }
        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }

    private JsonObject Describe(Type type)
    {
        var schema = type switch
        {
            { IsEnum: true } => Word(type),
            _ when type == typeof(Fact) => AnyFact(),
            _ when type == typeof(FeedItem) => Item(),
            _ => Record(type),
        };
        if (typeof(Fact).IsAssignableFrom(type) && type != typeof(Fact))
        {
            MarkFact(type, schema);
        }
        if (!type.IsEnum && _words.Of(type) is { } says)
        {
            schema.Insert(0, "description", says);
        }
        return schema;
    }

    private JsonObject Record(Type type)
    {
        var members = Info(type).Properties.Where(member => member.Get is not null).ToList();
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Object(members.Select(m => (m.Name, (JsonNode)Member(m)))),
            ["required"] = new JsonArray([.. members.Where(IsAlwaysWritten).Select(m => (JsonNode)m.Name)]),
        };
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo member) =>
        !member.IsGetNullable && Nullable.GetUnderlyingType(member.PropertyType) is null;

    private JsonObject Member(JsonPropertyInfo member)
    {
        var schema = Shape(member.PropertyType);
        if (_words.OfMember(member.DeclaringType, member.Name) is { } says)
        {
            schema.Insert(0, "description", says);
        }
        return schema;
    }

    private JsonObject Shape(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => Shape(inner),
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(MessageId) => new JsonObject { ["type"] = "string", ["format"] = "uuid" },
        _ when type == typeof(Base64UrlBytes) => new JsonObject { ["type"] = "string" },
        _ when IsNamed(type) => Reference(type),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) =>
            new JsonObject { ["type"] = "array", ["items"] = Shape(type.GetGenericArguments()[0]) },
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>) =>
            ByWord(type.GetGenericArguments()),
        _ => Plain(type),
    };

    // A null is never written, so that none has to be expected.
    private static readonly JsonSchemaExporterOptions WithoutNulls = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>Texts, numbers and truths: as the serializer says.</summary>
    private static JsonObject Plain(Type type)
    {
        var schema = (JsonObject)Info(type).GetJsonSchemaAsNode(WithoutNulls);
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(t => t!.GetValue<string>()).Single(t => t != "null");
        }
        return schema;
    }

    /// <summary>A dictionary by words has a member for each word, and none is always there.</summary>
    private JsonObject ByWord(Type[] keyAndValue) => new()
    {
        ["type"] = "object",
        ["properties"] = Object(Names(keyAndValue[0]).Select(n => (n.Wire, (JsonNode)Shape(keyAndValue[1])))),
    };

    private JsonObject Word(Type type) => new()
    {
        ["description"] = string.Join('\n', Names(type)
            .Select(n => $"- {n.Wire}: {_words.OfField(type, n.Field)}").Prepend(_words.Of(type) ?? type.Name)),
        ["type"] = "string",
        ["enum"] = new JsonArray([.. Names(type).Select(n => (JsonNode)n.Wire)]),
    };

    private static IEnumerable<(string Field, string Wire)> Names(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(f => f.GetValue(null))
            .Select(f => (f.Name, f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name));

    private JsonObject AnyFact()
    {
        var facts = typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        return new JsonObject
        {
            ["oneOf"] = new JsonArray([.. facts.Select(f => (JsonNode)Reference(f.DerivedType))]),
            ["discriminator"] = new JsonObject
            {
                ["propertyName"] = "type",
                ["mapping"] = Object(facts.Select(f =>
                    ((string)f.TypeDiscriminator!, (JsonNode)$"#/components/schemas/{f.DerivedType.Name}"))),
            },
        };
    }

    private static void MarkFact(Type type, JsonObject schema)
    {
        var named = typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().Single(a => a.DerivedType == type);
        var mark = new JsonObject { ["type"] = "string", ["const"] = (string)named.TypeDiscriminator! };
        ((JsonObject)schema["properties"]!).Insert(0, "type", mark);
        ((JsonArray)schema["required"]!).Insert(0, "type");
    }

    /// <summary>A feed item has a converter of its own, which writes these two.</summary>
    private JsonObject Item() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["entry"] = Described(Reference(typeof(Entry)), nameof(FeedItem.Entry)),
            ["envelope"] = Described(new JsonObject { ["type"] = "string" }, nameof(FeedItem.Envelope)),
        },
        ["required"] = new JsonArray("entry"),
    };

    private JsonObject Described(JsonObject schema, string member)
    {
        schema.Insert(0, "description", _words.OfMember(typeof(FeedItem), member));
        return schema;
    }
}
