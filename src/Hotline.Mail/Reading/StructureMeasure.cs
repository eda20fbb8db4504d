using MimeKit;

namespace Hotline.Mail;

/// <summary>Goes over a mail without keeping anything of it, and stops it at the first limit.</summary>
internal sealed class StructureMeasure : MimeReader
{
    private readonly MeasuredStream _stream;
    private readonly ReadingWork _work;
    private int _level;
    private int _parts;
    private int _headers;
    private long _headerBytes;
    private int _open;

    /// <summary>Made to read a mail once, with <see cref="MimeReader.ReadMessage"/>.</summary>
    /// <param name="options">How lenient.</param>
    /// <param name="bytes">The mail.</param>
    /// <param name="work">How many parts were there before.</param>
    /// <param name="depth">Level of its outermost part.</param>
    public StructureMeasure(ParserOptions options, byte[] bytes, ReadingWork work, int depth)
        : this(options, new MeasuredStream(bytes), work, depth)
    {
    }

    private StructureMeasure(ParserOptions options, MeasuredStream stream, ReadingWork work, int depth)
        : base(options, stream, MimeFormat.Entity) =>
        (_stream, _work, _level, _parts) = (stream, work, depth - 1, work.Parts);

    /// <summary>True when a container of parts was not closed.</summary>
    public bool IsCut => _open > 0;

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        (_headers, _headerBytes) = (0, 0);
        _stream.HeadersFrom = beginOffset;
    }

    protected override void OnHeadersEnd(
        long beginOffset, int beginLineNumber, long endOffset, int endLineNumber,
        CancellationToken cancellationToken) => _stream.HeadersFrom = null;

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        _headers++;
        var bytes = header.RawField.Length + header.RawValue.Length + 1;
        _work.Headers(bytes);
        _headerBytes += bytes;
        if (_headers > MailLimits.Headers || _headerBytes > MailLimits.HeaderBytes)
        {
            throw new RefusedWholeException(ReadingErrors.TooManyHeaders());
        }
    }

    protected override void OnMimePartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Enter();

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset,
        int lines, CancellationToken cancellationToken) => _level--;

    protected override void OnMessagePartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Enter();

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset,
        int lines, CancellationToken cancellationToken) => _level--;

    protected override void OnMultipartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _open++;
        Enter();
    }

    protected override void OnMultipartEndBoundaryBegin(
        long beginOffset, int lineNumber, CancellationToken cancellationToken) => _open--;

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset,
        int lines, CancellationToken cancellationToken) => _level--;

    private void Enter() => ReadingWork.Check(++_parts, ++_level);

    /// <summary>
    /// Ends while MimeKit is still collecting one header: what it collects it copies anew with every block that it
    /// reads, so a header of many MiB would take minutes.
    /// </summary>
    private sealed class MeasuredStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        private const int Block = 64 * 1024;

        public long? HeadersFrom { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position - HeadersFrom > MailLimits.HeaderBytes + Block)
            {
                throw new RefusedWholeException(ReadingErrors.TooManyHeaders());
            }
            return base.Read(buffer, offset, count);
        }
    }
}
