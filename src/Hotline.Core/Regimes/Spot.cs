using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Hotline.Protocol;

namespace Hotline.Core.Regimes;

/// <summary>
/// One value in a file, with its path. Whoever asks it for something that it is not gets a default, and the file one
/// more fault; so reading goes on to the end.
/// </summary>
internal readonly record struct Spot(JsonElement Value, string Path, List<string> Faults)
{
    /// <summary>Reads a file, strictly: UTF-8, one JSON value, no member twice.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="depth">How deep its values may lie in each other.</param>
    /// <param name="read">Reads the file's value; what it makes counts only when there are no faults.</param>
    public static (T? Value, List<string> Faults) Read<T>(ReadOnlySpan<byte> utf8, int depth, Func<Spot, T> read)
    {
        var faults = new List<string>();
        if (!Utf8.IsValid(utf8))
        {
            return (default, ["$: the file is not UTF-8."]);
        }
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = depth };
            using var document = JsonDocument.Parse(utf8.ToArray(), strict);
            return (read(new Spot(document.RootElement, "$", faults)), faults);
        }
        catch (JsonException broken)
        {
            return (default, [$"$: the file is not JSON: {broken.Message}"]);
        }
        catch (InvalidOperationException)
        {
            // What the JSON reader says of an escape such as \ud800, which passes the grammar and is no text.
            return (default, ["$: a string holds half of a surrogate pair."]);
        }
    }

    /// <summary>
    /// A member of this object; reading one that is missing is a fault, unless <see cref="IsNull"/> is asked first.
    /// </summary>
    public Spot Member(string name) =>
        new(Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var value) ? value : default,
            $"{Path}.{name}", Faults);

    /// <summary>True when the value is null or missing.</summary>
    public bool IsNull => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>True when there is no such member at all.</summary>
    public bool IsMissing => Value.ValueKind == JsonValueKind.Undefined;

    /// <summary>Takes this as an object that holds no other members.</summary>
    public Spot Object(params ReadOnlySpan<string> members)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Refuse($"an object of {string.Join(", ", members)}");
            return this;
        }
        foreach (var member in Value.EnumerateObject())
        {
            if (!members.Contains(member.Name))
            {
                Faults.Add($"{Path}.{member.Name}: there is no such member; allowed: {string.Join(", ", members)}.");
            }
        }
        return this;
    }

    /// <summary>The members of an object of any names.</summary>
    public ImmutableArray<(string Name, Spot Spot)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Refuse("an object");
            return [];
        }
        var (path, faults) = (Path, Faults);
        return [.. Value.EnumerateObject()
            .Select(member => (member.Name, new Spot(member.Value, $"{path}.{member.Name}", faults)))];
    }

    /// <summary>The member that editors find a schema by; it may be left out.</summary>
    public void Schema()
    {
        if (Member("$schema") is { IsMissing: false } schema)
        {
            schema.Text();
        }
    }

    /// <summary>Any text.</summary>
    public string Text() => Text("a text", _ => true);

    /// <summary>The text, when it holds.</summary>
    public string Text(string allowed, Func<string, bool> holds)
    {
        if (Value.ValueKind == JsonValueKind.String && Value.GetString() is { } text && holds(text))
        {
            return text;
        }
        Refuse(allowed);
        return "";
    }

    /// <summary>True or false.</summary>
    public bool Truth()
    {
        if (Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse("true or false");
        }
        return Value.ValueKind == JsonValueKind.True;
    }

    /// <summary>The number, when it lies in the range.</summary>
    public double Number(double least, double most, string unit)
    {
        if (Value.ValueKind == JsonValueKind.Number
            && Value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }
        Refuse(string.Create(CultureInfo.InvariantCulture, $"{least} to {most}, {unit}"));
        return least;
    }

    /// <summary>The value of a wire name, or null.</summary>
    public T? Name<T>() where T : struct, Enum
    {
        if (Value.ValueKind == JsonValueKind.String && WireEnum<T>.TryParse(Value.GetString(), out var value))
        {
            return value;
        }
        Refuse($"one of {WireEnum<T>.All}");
        return null;
    }

    /// <summary>The values of a list of wire names, at least one, each once.</summary>
    public ImmutableArray<T> Names<T>() where T : struct, Enum
    {
        var faults = Faults.Count;
        ImmutableArray<T> names = [.. from item in Items()
                                      let name = item.Name<T>()
                                      where name is not null
                                      select name.Value];
        if (faults == Faults.Count && (names.IsEmpty || names.Distinct().Count() != names.Length))
        {
            Refuse($"at least one of {WireEnum<T>.All}, each once");
        }
        return names;
    }

    /// <summary>The items of a list.</summary>
    public ImmutableArray<Spot> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            Refuse("a list");
            return [];
        }
        var (path, faults) = (Path, Faults);
        return [.. Value.EnumerateArray()
            .Select((item, i) => new Spot(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), faults))];
    }

    /// <summary>Adds a fault: this value is not what is allowed.</summary>
    public void Refuse(string allowed) => Faults.Add($"{Path}: {Shown()} is not accepted; allowed: {allowed}.");

    private string Shown()
    {
        var raw = Value.ValueKind == JsonValueKind.Undefined ? "nothing" : Value.GetRawText();
        return raw.Length <= 80 ? raw : raw[..80] + "…";
    }
}
