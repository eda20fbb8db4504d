using Microsoft.Win32.SafeHandles;

namespace Hotline.Cli;

/// <summary>Nobody reads standard output any more.</summary>
internal sealed class OutputClosedException(IOException why) : Exception("Standard output was closed.", why);

/// <summary>
/// Standard output that says when nobody reads it any more. The framework's own swallows that, and a watch whose reader
/// has gone would watch for ever.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _stream = Open();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _stream.Write(buffer);
        }
        catch (IOException closed)
        {
            throw new OutputClosedException(closed);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// A file's stream keeps its own place in a file and would write over what standard error wrote to the same one; a
    /// pipe has no place.
    /// </summary>
    private static Stream Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
            {
                return pipe;
            }
        }
        return Console.OpenStandardOutput();
    }
}
