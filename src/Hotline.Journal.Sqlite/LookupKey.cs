using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Keys by which entries are found: the bytes of a stream, or those of a message behind a mark with which no stream
/// begins.
/// </summary>
internal static class LookupKey
{
    /// <summary>
    /// Before a message's sixteen bytes. Those of an exchange have 1, and all other streams begin with a letter.
    /// </summary>
    private const byte MessageMark = 2;

    /// <summary>The first key of a message, and the first after all of them.</summary>
    public static byte[] FirstMessage { get; } = [MessageMark];

    /// <summary>The first key after those of messages.</summary>
    public static byte[] AfterMessages { get; } = [MessageMark + 1];

    public static byte[] Of(StreamId stream) => stream.ToBytes();

    public static byte[] Of(MessageId message) => [MessageMark, .. message.ToBytes()];

    /// <summary>
    /// The key of its message that an entry needs beside that of its stream; null when it needs none.
    /// </summary>
    public static byte[]? OfMessage(StreamId stream, MessageId? message) =>
        message is not { } id || IsFoundByStream(stream, id) ? null : Of(id);

    /// <summary>The same of a row's bytes, whatever they are.</summary>
    public static byte[]? OfMessage(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> message) =>
        stream.Length == message.Length + 1 && stream[0] == StreamId.ExchangeMark && stream[1..].SequenceEqual(message)
            ? null : [MessageMark, .. message];

    /// <summary>
    /// True of the message that opens an exchange, which has its id: it is the first that is found by the stream.
    /// </summary>
    private static bool IsFoundByStream(StreamId stream, MessageId message) => stream == StreamId.Exchange(message);
}
