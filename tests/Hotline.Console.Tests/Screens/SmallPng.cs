using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hotline.Console.Tests.Screens;

/// <summary>
/// Makes a screenshot small enough for a repository: its 256 most frequent colours, as a palette; every other colour
/// becomes the nearest of them.
/// </summary>
public static class SmallPng
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Rewrites a picture of 8-bit RGB that is not interlaced, as a browser takes it.</summary>
    public static byte[] Of(byte[] png)
    {
        var (width, height, rows) = Read(png);
        var colours = new Dictionary<int, int>();
        foreach (var pixel in rows)
        {
            colours[pixel] = colours.GetValueOrDefault(pixel) + 1;
        }
        var palette = colours.OrderByDescending(c => c.Value).Take(256).Select(c => c.Key).ToArray();
        var index = colours.Keys.ToDictionary(c => c, c => (byte)Nearest(palette, c));

        var lines = new byte[height * (width + 1)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                lines[(y * (width + 1)) + 1 + x] = index[rows[(y * width) + x]];
            }
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(lines);
        }
        using var written = new MemoryStream();
        written.Write(Signature);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 3);
        Chunk(written, "IHDR", head);
        Chunk(written, "PLTE", [.. palette.SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c })]);
        Chunk(written, "IDAT", packed.ToArray());
        Chunk(written, "IEND", []);
        return written.ToArray();
    }

    private static (int Width, int Height, int[] Pixels) Read(byte[] png)
    {
        using var data = new MemoryStream();
        var head = png.AsSpan(16, 13).ToArray();
        Assert.Equal((8, 2, 0), (head[8], head[9], head[12]));
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) == "IDAT")
            {
                data.Write(png, at + 8, length);
            }
            at += 12 + length;
        }
        data.Position = 0;
        var (width, height) =
            (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
        var stride = width * 3;
        var (before, line, pixels) = (new byte[stride], new byte[stride], new int[width * height]);
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        for (var y = 0; y < height; y++)
        {
            var filter = zlib.ReadByte();
            zlib.ReadExactly(line);
            for (var i = 0; i < stride; i++)
            {
                var (left, up, corner) = (i < 3 ? 0 : line[i - 3], before[i], i < 3 ? 0 : before[i - 3]);
                line[i] += (byte)(
                    filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
            for (var x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = (line[x * 3] << 16) | (line[(x * 3) + 1] << 8) | line[(x * 3) + 2];
            }
            (before, line) = (line, before);
        }
        return (width, height, pixels);
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static int Nearest(int[] palette, int colour) => Array.IndexOf(palette, colour) is >= 0 and var known
        ? known
        : Enumerable.Range(0, palette.Length).MinBy(i => Square((palette[i] >> 16) - (colour >> 16)) + Square(
            ((palette[i] >> 8) & 255) - ((colour >> 8) & 255)) + Square((palette[i] & 255) - (colour & 255)));

    private static int Square(int n) => n * n;

    private static void Chunk(MemoryStream to, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        to.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Sum(named));
        to.Write(number);
    }

    /// <summary>CRC-32 as PNG's annex D has it.</summary>
    private static uint Sum(byte[] data)
    {
        var sum = uint.MaxValue;
        foreach (var b in data)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
            }
        }
        return ~sum;
    }
}
