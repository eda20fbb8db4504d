using System.Text;

namespace Hotline.Benchmarks;

/// <summary>What the messages hold: always the same.</summary>
internal static class Incident
{
    /// <summary>An incident as a JSON object of exactly so many bytes.</summary>
    public static string Json(int bytes)
    {
        const string head = """{"category":"Recon.Scanning","detail":" """;
        const string tail = "\"}";
        var text = new StringBuilder(head, bytes);
        for (var address = 0; text.Length < bytes - tail.Length; address = (address + 1) % 256)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"192.0.2.{address} ");
        }
        text.Length = bytes - tail.Length;
        return text.Append(tail).ToString();
    }

    public static byte[] Bytes(int count) => Encoding.ASCII.GetBytes(Json(count));
}
