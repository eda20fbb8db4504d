using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Testing.Hubs;

/// <summary>Messages of the exercise, dated by the system's clock, as programs in other processes need them.</summary>
public static class FreshMessage
{
    /// <summary>Where their ids come from.</summary>
    public static MessageIds Ids { get; } = new(RealTime.Clock);

    /// <summary>One that opens an exchange; not signed.</summary>
    /// <param name="from">Whose; to XB, and from anybody else to XA.</param>
    /// <param name="sender">Who signs it.</param>
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

    /// <summary>The same, signed.</summary>
    public static SignedEnvelope SignedBy(SigningKey key) => SignedEnvelope.Sign(Opening(), key).Value;
}
