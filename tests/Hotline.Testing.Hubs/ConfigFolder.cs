using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hotline.Testing.Hubs;

/// <summary>A copy of the shipped settings and regimes that a test may change.</summary>
public sealed class ConfigFolder : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TemporaryDirectory _folder = new();

    private ConfigFolder()
    {
    }

    /// <summary>Where it is: what <c>--config</c> takes.</summary>
    public string Path => _folder.Path;

    /// <summary>As shipped.</summary>
    public static ConfigFolder Shipped()
    {
        var folder = new ConfigFolder();
        var source = System.IO.Path.Combine(Checkout.Root, "config");
        foreach (var file in Directory.GetFiles(source, "*.json", SearchOption.AllDirectories))
        {
            var target = folder._folder[System.IO.Path.GetRelativePath(source, file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return folder;
    }

    /// <summary>Replaces text in a file.</summary>
    public void Change(string file, string from, string to)
    {
        var path = _folder[file];
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Gives the exercise other windows.</summary>
    /// <param name="delivery">Until delivered.</param>
    /// <param name="acknowledgement">Until acknowledged.</param>
    /// <param name="response">Until answered.</param>
    /// <param name="precedence">For this precedence only; null for all.</param>
    public ConfigFolder WithExercise(
        TimeSpan delivery, TimeSpan acknowledgement, TimeSpan response, string? precedence = null)
    {
        Edit("regimes/exercise.json", regime =>
        {
            foreach (var window in regime["windows"]!.AsArray().Where(w => precedence is null || IsOf(w!, precedence)))
            {
                var length = window!["window"]!.GetValue<string>() switch
                {
                    "delivery" => delivery, "acknowledgement" => acknowledgement, _ => response,
                };
                window["duration"] = FormattableString.Invariant($"PT{length.TotalSeconds:0.###}S");
            }
        });
        return this;
    }

    /// <summary>Changes a JSON file.</summary>
    public void Edit(string file, Action<JsonNode> change)
    {
        var path = _folder[file];
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString(Indented));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static bool IsOf(JsonNode window, string precedence) =>
        window["precedence"]!.AsArray().Any(p => p!.GetValue<string>() == precedence);
}
