using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hotline.Testing;

/// <summary>
/// Files of the checkout that are written from the code. Whoever changes the code on purpose runs the tests with
/// <c>HOTLINE_APPROVE=1</c> (ops/contract does), which writes them, and looks at the difference.
/// </summary>
public static class Committed
{
    // Sentences stay readable: an apostrophe is an apostrophe.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The committed file holds exactly what the code gives.</summary>
    /// <param name="file">Its path from the checkout's root, with forward slashes.</param>
    /// <param name="made">What the code gives.</param>
    public static void Is(string file, string made)
    {
        var path = Path.Combine(Checkout.Root, file);
        if (Environment.GetEnvironmentVariable("HOTLINE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, made);
        }
        Assert.Equal(File.ReadAllText(path), made);
    }

    /// <summary>The same of a JSON document.</summary>
    public static void Is(string file, JsonNode made) => Is(file, made.ToJsonString(Readable) + "\n");
}
