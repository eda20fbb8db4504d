using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Test data of the mail carrier.</summary>
internal static class SomeMail
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly SigningKey Key = SigningKey.Create();
    public const string Secret = "the valve at pump 7 obeys a stranger";

    public static MessageId Id(int minute = 0) => MessageId.Create(Noon.AddMinutes(minute));

    public static Envelope Envelope(
        Tlp tlp = Tlp.Amber, Status status = Status.Exercise, string? subject = "Pumps in the north",
        Precedence precedence = Precedence.Priority, string content = Secret)
    {
        var id = Id();
        return new Envelope
        {
            Id = id,
            From = "XA",
            Sender = "officer",
            To = ["XC"],
            Regime = "exercise",
            Kind = Kind.RequestForMitigation,
            Precedence = precedence,
            Status = status,
            Tlp = tlp,
            Created = Noon.AddMinutes(-31),
            Exchange = id,
            Subject = subject,
            Content = new Content("text/plain", System.Text.Json.JsonSerializer.Serialize(content)),
        };
    }

    public static ImmutableArray<DueWindow> Windows { get; } =
    [
        new(Window.Delivery, Noon.AddMinutes(-1),
            OperatorDefault("modelled on nothing outside: chosen by the operator")),
        new(Window.Acknowledgement, Noon.AddMinutes(30), OperatorDefault("modelled on ACP 121-style handling times")),
        new(Window.Response, Noon.AddHours(48), new Basis(BasisKind.Regime, "Vienna Document 2011, chapter III")),
    ];

    public static SilenceMail Silence(
        Envelope envelope, EscalationStep step = EscalationStep.Mail, string told = "XC", string poc = "officer",
        string to = "officer@xc.example")
    {
        var compact = SignedEnvelope.Sign(envelope, Key).Value.Compact;
        var key = new MailKey(envelope.Exchange, "XC", told, poc);
        return new SilenceMail(new MailedMessage(key, Noon, envelope, compact, to), step, Windows);
    }

    public static OutgoingMail Mail(
        string to = "officer@xc.example", Envelope? envelope = null, MailSettings? settings = null) =>
        Silence(envelope ?? Envelope(), to: to).Compose(settings);

    /// <summary>The labels of one hub.</summary>
    public static BounceLabels Labels(MailSettings? settings = null) =>
        new([.. Enumerable.Repeat((byte)7, 32)], settings ?? new MailSettings());

    /// <summary>XC, with an officer and a deputy who have mail addresses.</summary>
    public static Core.Directory.Directory Directory() => new([new Participant("XC", "CERT of XC",
        [Poc("officer", PocRole.DutyOfficer), Poc("deputy", PocRole.Deputy)])]);

    private static Poc Poc(string id, PocRole role) => new(id, role, id, ["en"], "always", $"{id}@xc.example", []);

    private static Basis OperatorDefault(string source) => new(BasisKind.OperatorDefault, source);
}

/// <summary>The mail that tells of a message because an addressee is silent.</summary>
internal sealed record SilenceMail(MailedMessage Mailed, EscalationStep Step, ImmutableArray<DueWindow> Windows)
{
    public OutgoingMail Compose(MailSettings? settings = null)
    {
        var words = new OpeningMailText(Mailed, Step, Windows).Write();
        return Mailed.Compose(words, settings ?? new MailSettings(), SomeMail.Labels(settings)).Value;
    }
}
