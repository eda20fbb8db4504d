using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Client;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol.Proofs;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Fuzz;

/// <summary>What a hub says, and what its journal holds.</summary>
internal static class WireTargets
{
    private static readonly Action<byte[]>[] Shapes =
    [
        Shape(WireJson.Default.FeedPage, Published),
        Shape(WireJson.Default.ExchangeView),
        Shape(WireJson.Default.ExchangeList),
        Shape(WireJson.Default.HubView),
        Shape(WireJson.Default.DirectoryView),
        Shape(WireJson.Default.RegimeList),
        Shape(WireJson.Default.Report),
        Shape(WireJson.Default.ReportExchanges),
        Shape(WireJson.Default.DesksView),
        Shape(WireJson.Default.PlanView),
        Shape(WireJson.Default.KeyRequestList),
        Shape(WireJson.Default.BrokerAnswer),
        Shape(WireJson.Default.Confirmation),
        Shape(WireJson.Default.PlanQuestion),
        Shape(WireJson.Default.Problem),
        Shape(WireJson.Default.Me),
    ];

    /// <summary>A hub's answer as clients read it; the first byte, from <c>a</c> on, says which.</summary>
    public static void Answer(byte[] bytes)
    {
        if (bytes.Length > 1)
        {
            Shapes[(bytes[0] - 'a' + 256) % Shapes.Length](bytes[1..]);
        }
    }

    /// <summary>An entry of the journal: it, or that it is none.</summary>
    public static void Entry(byte[] json)
    {
        Entry entry;
        try
        {
            entry = Contract.Facts.Entry.FromJson(json);
        }
        catch (JsonException)
        {
            return;
        }
        Promise.That(FactTypes.IsKnown(entry.Type), "a fact that is read is known");
    }

    /// <summary>What a hub says on a client's line, frame by frame.</summary>
    public static void Line(byte[] bytes)
    {
        var line = new LineProtocol(new StoppedClock());
        var rest = new ReadOnlySequence<byte>(bytes);
        try
        {
            for (var before = rest.Length; line.TryParseMessage(ref rest, new Binder(), out _); before = rest.Length)
            {
                Promise.That(rest.Length < before, "a frame has bytes");
            }
        }
        catch (Exception broken) when (
            broken is InvalidDataException or InvalidOperationException or FormatException)
        {
            // The framework's words for a frame that is none; the line ends by it.
        }
    }

    private static Action<byte[]> Shape<T>(JsonTypeInfo<T> type, Action<T>? use = null) where T : class => bytes =>
    {
        T answer;
        try
        {
            answer = WholeJson.Read(bytes, type);
        }
        catch (JsonException)
        {
            return;
        }
        var written = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        Promise.Same(written, JsonSerializer.SerializeToUtf8Bytes(WholeJson.Read(written, type), type));
        use?.Invoke(answer);
    };

    private static void Published(FeedPage page)
    {
        foreach (var item in page.Items)
        {
            foreach (var publication in Publication.Of(item, "XB"))
            {
                Promise.That(publication.IsEnvelope || publication.Payload(item).Length > 0, "an event has bytes");
            }
        }
    }

    private sealed class Binder : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(Receipt);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(string)];

        public Type GetStreamItemType(string streamId) => typeof(FeedPage);
    }
}
