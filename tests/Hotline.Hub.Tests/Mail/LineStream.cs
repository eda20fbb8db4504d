using System.Text;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Reads the lines of a conversation, and the bytes of a mail as they came.</summary>
internal sealed class LineStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[4096];
    private int _start, _end;

    /// <summary>The next line without its end; null when the other side hung up.</summary>
    public async Task<string?> ReadAsync(CancellationToken stop) =>
        await BytesAsync(stop) is { } line ? Encoding.UTF8.GetString(line.AsSpan()[..^2]) : null;

    /// <summary>The lines up to the lone dot, without the dots that SMTP puts in; null when it never came.</summary>
    public async Task<byte[]?> ReadMailAsync(CancellationToken stop)
    {
        using var mail = new MemoryStream();
        while (await BytesAsync(stop) is { } line)
        {
            if (line.AsSpan().SequenceEqual(".\r\n"u8))
            {
                return mail.ToArray();
            }
            mail.Write(line.AsSpan(line[0] == '.' ? 1 : 0));
        }
        return null;
    }

    private async Task<byte[]?> BytesAsync(CancellationToken stop)
    {
        using var line = new MemoryStream();
        var last = 0;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_buffer, stop));
                if (_end == 0)
                {
                    return null;
                }
            }
            var next = _buffer[_start++];
            line.WriteByte(next);
            if (last == '\r' && next == '\n')
            {
                return line.ToArray();
            }
            last = next;
        }
    }
}
