using MimeKit;

namespace Hotline.Mail;

/// <summary>Goes over a mail without keeping anything of it, and stops it at the first limit.</summary>
internal sealed class StructureMeasure(ParserOptions options, Stream stream, ReadingWork work, int depth)
    : MimeReader(options, stream, MimeFormat.Entity)
{
    private int _level = depth - 1;
    private int _parts = work.Parts;
    private int _headers;
    private long _headerBytes;
    private int _open;

    /// <summary>True when a container of parts was not closed.</summary>
    public bool IsCut => _open > 0;

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        (_headers, _headerBytes) = (0, 0);

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        _headers++;
        _headerBytes += header.RawField.Length + header.RawValue.Length + 1;
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
}
