using System.Text;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// What a command is about and a fold of its facts: an exchange, the regimes in force, a hub; a participant's directory
/// entries, a rota or a communication check later.
/// </summary>
public readonly record struct StreamId
{
    // Of an exchange; its key is written out only for people.
    private readonly MessageId _exchange;
    private readonly string? _key;

    /// <summary>A stream by its names.</summary>
    /// <param name="sort">Which sort of stream: a name such as <c>exchange</c>.</param>
    /// <param name="key">Which of that sort: of an exchange the id of the message that opened it.</param>
    /// <exception cref="FormatException">The key of an exchange is no message id.</exception>
    public StreamId(string sort, string key)
    {
        Sort = sort;
        if (sort == ExchangeSort)
        {
            _exchange = MessageId.Parse(key);
        }
        else
        {
            _key = key;
        }
    }

    private StreamId(MessageId exchange) => (Sort, _exchange) = (ExchangeSort, exchange);

    /// <summary>Which sort of stream.</summary>
    public string Sort { get; }

    /// <summary>Which of that sort.</summary>
    public string Key => _key ?? _exchange.ToString();

    /// <summary>Sort of exchanges.</summary>
    public const string ExchangeSort = "exchange";

    /// <summary>Sort of regimes: one stream a regime, with every text of it that was in force.</summary>
    public const string RegimeSort = "regime";

    /// <summary>Sort of directories: one stream a participant, with its keys from when to when they speak.</summary>
    public const string DirectorySort = "directory";

    /// <summary>Sort of hubs: one stream a hub, which tells when it ran.</summary>
    public const string HubSort = "hub";

    /// <summary>Before an exchange's sixteen bytes; no text begins with it.</summary>
    public const byte ExchangeMark = 1;

    /// <summary>The stream of an exchange.</summary>
    public static StreamId Exchange(MessageId id) => new(id);

    /// <summary>The stream of a regime.</summary>
    public static StreamId Regime(string id) => new(RegimeSort, id);

    /// <summary>The stream of a participant's entries in the directory.</summary>
    /// <param name="participant">Its code.</param>
    public static StreamId Directory(string participant) => new(DirectorySort, participant);

    /// <summary>The stream of a hub.</summary>
    /// <param name="id">Thumbprint of its key.</param>
    public static StreamId Hub(string id) => new(HubSort, id);

    /// <summary>The exchange that it is; null for every other sort.</summary>
    public MessageId? AsExchange => Sort == ExchangeSort ? _exchange : null;

    /// <summary>A short form for stores, the same for ever; sorts keep together.</summary>
    public byte[] ToBytes()
    {
        if (Sort != ExchangeSort)
        {
            return Encoding.UTF8.GetBytes(ToString());
        }
        var id = _exchange.ToBytes();
        var bytes = new byte[1 + id.Length];
        bytes[0] = ExchangeMark;
        id.CopyTo(bytes, 1);
        return bytes;
    }

    /// <summary>Reads <see cref="ToBytes"/> back.</summary>
    /// <exception cref="FormatException">The bytes are no stream's.</exception>
    public static StreamId FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 17 && bytes[0] == ExchangeMark)
        {
            return Exchange(MessageId.FromBytes(bytes[1..]));
        }
        var text = Encoding.UTF8.GetString(bytes);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new StreamId(text[..slash], text[(slash + 1)..]) : throw new FormatException("not the name of a stream");
    }

    /// <summary>For logs: <c>exchange/0198…</c>.</summary>
    public override string ToString() => $"{Sort}/{Key}";
}
