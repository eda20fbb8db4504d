using Hotline.Protocol.Envelopes;

namespace Hotline.Protocol.Tests;

/// <summary>A message and its reply, the same in every run.</summary>
internal static class FixedMessage
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly MessageId Id = MessageId.Parse("0198c0de-0000-7000-8000-000000000001");

    public static readonly MessageId OtherId = MessageId.Parse("0198c0de-0000-7000-8000-000000000002");

    public static readonly Envelope Envelope = new()
    {
        Id = Id, From = "XA", Sender = "officer", To = ["XB"], Cc = ["XC"], Regime = "exercise",
        Kind = Kind.IncidentNotification,
        Precedence = Precedence.Priority, Status = Status.Exercise, Tlp = Tlp.Amber, Created = Now, Exchange = Id,
        Subject = "Phishing seen from your networks, ü",
        Content = new Content("application/json", """{"count":12.50,"text":"ü 🔥"}"""),
    };

    public static readonly Envelope Reply =
        Envelope with { Id = OtherId, Kind = Kind.Acknowledgement, InReplyTo = Id, ExpectBy = Now.AddHours(8) };
}
