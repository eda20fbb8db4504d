using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>What users hand in as files, or as <c>-</c> on standard input.</summary>
internal static class Files
{
    /// <summary>More than any content may have.</summary>
    private const int Limit = 2 * 1024 * 1024;

    /// <summary>Reads a file or standard input. Refusals 6043, 6045.</summary>
    /// <param name="path">File, or <c>-</c>.</param>
    /// <param name="world">The world.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="limit">Bytes that it may have.</param>
    public static async Task<Outcome<byte[]>> ReadAsync(
        string path, World world, CancellationToken stop, int limit = Limit)
    {
        try
        {
            await using var stream = path == "-" ? world.In : File.OpenRead(path);
            using var bytes = new MemoryStream();
            var chunk = new byte[64 * 1024];
            for (int read; (read = await stream.ReadAsync(chunk, stop)) > 0;)
            {
                bytes.Write(chunk, 0, read);
                if (bytes.Length > limit)
                {
                    return CliErrors.TooLargeAFile(path, limit);
                }
            }
            return bytes.ToArray();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return CliErrors.NotReadable(path, failed.Message);
        }
    }

    /// <summary>
    /// Reads a content with its media type: as JSON where that fits, as text where it is UTF-8, else as bytes.
    /// </summary>
    /// <param name="path">File, or <c>-</c>.</param>
    /// <param name="type">Media type as the user gave it; null to tell from the bytes.</param>
    /// <param name="world">The world.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<Outcome<Content>> ContentAsync(
        string path, string? type, World world, CancellationToken stop)
    {
        if (!(await ReadAsync(path, world, stop)).Try(out var bytes, out var refusal))
        {
            return refusal;
        }
        ReadOnlySpan<byte> utf8 = bytes;
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
        {
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        }
        type ??= IsJson(utf8) ? "application/json" : Utf8.IsValid(utf8) ? "text/plain" : "application/octet-stream";
        if (Names.IsJsonMediaType(type))
        {
            return WhyNotJson(utf8) is { } why
                ? CliErrors.BadContent(type, why) : new Content(type, Encoding.UTF8.GetString(utf8).Trim());
        }
        return IsText(type) && Utf8.IsValid(utf8)
            ? new Content(type, Quote(Encoding.UTF8.GetString(utf8)))
            : new Content(type, Quote(Base64Url.EncodeToString(bytes)), Base64: true);
    }

    /// <summary>Writes a result that a person asked for by name. Refusal 6044.</summary>
    public static async Task<Refusal?> WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, stop);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return CliErrors.NotWritable(path, failed.Message);
        }
    }

    private static bool IsText(string type) => type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith(
        "/xml", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>A lone number or word may well be meant as text; an object or a list is not.</summary>
    private static bool IsJson(ReadOnlySpan<byte> utf8) =>
        utf8.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] && WhyNotJson(utf8) is null;

    private static string? WhyNotJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EnvelopeLimits.Depth });
            while (reader.Read())
            {
                // To the end, or to the first fault.
            }
            return null;
        }
        catch (JsonException broken)
        {
            return $"it breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.";
        }
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
