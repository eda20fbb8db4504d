using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Client.Tests;

/// <summary>The one place that test data comes from.</summary>
internal static class Sample
{
    private static readonly MessageIds Ids = new(RealTime.Clock);

    /// <summary>Quick to come back; for tests only.</summary>
    public static ConnectionOptions Quick => new() { FirstWait = TimeSpan.FromMilliseconds(5), LongestWait = TimeSpan.FromMilliseconds(50) };

    public static HotlineConnection Connection(TestServer server, ConnectionOptions? options = null) =>
        new(server.Profile, RealTime.Clock, new Random(7), options ?? Quick);

    public static Envelope Opening(string from = "XA", string sender = "officer")
    {
        var id = Ids.Next();
        return new Envelope
        {
            Id = id,
            From = from,
            Sender = sender,
            To = [from == "XA" ? "XB" : "XA"],
            Regime = "exercise",
            Kind = Kind.IncidentNotification,
            Precedence = Precedence.Priority,
            Status = Status.Exercise,
            Tlp = Tlp.Amber,
            Created = RealTime.Clock.GetUtcNow().ToMilliseconds(),
            Exchange = id,
            Subject = "Unusual traffic",
            Content = new Content("text/plain", "\"Seen since midnight.\""),
        };
    }

    public static SignedEnvelope Signed(SigningKey key) => SignedEnvelope.Sign(Opening(), key).Value;

    public static SignedEnvelope Message(TestServer server) => Signed(server.Journal.Officer);

    /// <summary>Takes the next items of a feed.</summary>
    public static async Task<List<long>> TakeAsync(IAsyncEnumerable<Contract.Wire.FeedItem> feed, int count)
    {
        var positions = new List<long>();
        await foreach (var item in feed)
        {
            positions.Add(item.Entry.Position);
            if (positions.Count == count)
            {
                break;
            }
        }
        return positions;
    }
}
