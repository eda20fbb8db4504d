using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Testing;

/// <summary>
/// Test data. The same in every run: keys are derived from names, ids count up, times come from the manual clock. The
/// directory has XA, XB and XC, each with an officer, a deputy, a diplomat, a notifier and an administrator, and the
/// coordinator XZ with an officer and an administrator.
/// </summary>
/// <param name="time">The clock that messages are dated by; null for one of its own.</param>
public sealed class Some(ManualTime? time = null) : IMessageIds
{
    private static readonly ConcurrentDictionary<string, SigningKey> Keys = new(StringComparer.Ordinal);
    private int _ids;

    /// <summary>The clock.</summary>
    public ManualTime Time { get; } = time ?? new ManualTime();

    /// <summary>
    /// The key of a seat, such as <c>XA/officer</c>; of any other name, a key that the directory does not know.
    /// </summary>
    public static SigningKey Key(string seat) => Keys.GetOrAdd(seat, static name =>
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = SHA256.HashData(Encoding.UTF8.GetBytes($"test key of {name}")),
        });
        var p = ecdsa.ExportParameters(includePrivateParameters: true);
        return SigningKey.FromJwk(new Jwk("EC", "P-256", Base64Url.EncodeToString(p.Q.X),
            Base64Url.EncodeToString(p.Q.Y), Base64Url.EncodeToString(p.D))).Value;
    });

    /// <summary>A seat of the directory, by its name, such as <c>XA/officer</c>.</summary>
    public static Seat Seat(string seat) => Directory.SeatOf(Key(seat).Id)!;

    /// <summary>The hub's key.</summary>
    public static SigningKey HubKey => Key("hub");

    /// <summary>Who is who.</summary>
    public static Core.Directory.Directory Directory { get; } = new(
        [Desk("XA"), Desk("XB"), Desk("XC"), new Participant("XZ", "Exercise coordinator",
            [Poc("XZ", "officer", PocRole.Coordinator), Poc("XZ", "administrator", PocRole.Administrator)])]);

    /// <summary>
    /// One regime, <c>exercise</c>, for every opening kind, coordinated by XZ: priority has 1, 5 and 30 minutes; flash
    /// a third of that, routine twice.
    /// </summary>
    public static RegimeBook Regimes { get; } = new([Exercise()]);

    /// <summary>Everything that decisions depend on, at a time.</summary>
    public static Circumstances Circumstances(DateTimeOffset now) =>
        new(now, Directory, Regimes, [], RuleLimits.Default);

    /// <inheritdoc/>
    public MessageId Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Time.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], Interlocked.Increment(ref _ids));
        (bytes[6], bytes[8]) = (0x70, 0x80);
        return MessageId.FromBytes(bytes);
    }

    /// <summary>An opening message, signed by the sender's officer unless told otherwise.</summary>
    public SignedEnvelope Message(
        string from = "XA", string to = "XB", string cc = "", Kind kind = Kind.IncidentNotification,
        Precedence precedence = Precedence.Priority,
        string sender = "officer", MessageId? id = null, string subject = "Scanning of substations",
        string? signer = null)
    {
        var own = id ?? Next();
        return Sign(new Envelope
        {
            Id = own, From = from, Sender = sender, To = List(to), Cc = List(cc), Regime = "exercise", Kind = kind,
            Precedence = precedence,
            Status = Status.Exercise, Tlp = Tlp.Amber, Created = Time.GetUtcNow().ToMilliseconds(), Exchange = own,
            Subject = subject, Content = new Content("text/plain", "\"Seen from three networks since midnight.\""),
        }, signer);
    }

    /// <summary>An acknowledgement by an addressee's officer.</summary>
    public SignedEnvelope Acknowledgement(
        SignedEnvelope of, string from = "XB", DateTimeOffset? expectBy = null, MessageId? id = null) =>
        Reply(of, Kind.Acknowledgement, from, of.Envelope.From, expectBy, id);

    /// <summary>A response by an addressee's officer.</summary>
    public SignedEnvelope Response(SignedEnvelope of, string from = "XB") =>
        Reply(of, Kind.Response, from, of.Envelope.From);

    /// <summary>The opening side takes its message back.</summary>
    public SignedEnvelope Withdrawal(SignedEnvelope of) =>
        Reply(of, Kind.Withdrawal, of.Envelope.From, string.Join(' ', of.Envelope.To.AddRange(of.Envelope.Cc)));

    /// <summary>The opening side needs nothing more.</summary>
    public SignedEnvelope Closure(SignedEnvelope of) =>
        Reply(of, Kind.Closure, of.Envelope.From, string.Join(' ', of.Envelope.To.AddRange(of.Envelope.Cc)));

    /// <summary>Any reply, signed by the sender's officer.</summary>
    public SignedEnvelope Reply(
        SignedEnvelope of, Kind kind, string from, string to, DateTimeOffset? expectBy = null, MessageId? id = null) =>
        Sign(new Envelope
        {
            Id = id ?? Next(), From = from, Sender = "officer", To = List(to), Regime = of.Envelope.Regime, Kind = kind,
            Precedence = of.Envelope.Precedence,
            Status = of.Envelope.Status, Tlp = of.Envelope.Tlp, Created = Time.GetUtcNow().ToMilliseconds(),
            Exchange = of.Envelope.Exchange,
            InReplyTo = of.Envelope.Id, ExpectBy = expectBy,
        });

    /// <summary>Signs with the key of the envelope's own seat, or of another.</summary>
    public static SignedEnvelope Sign(Envelope envelope, string? signer = null) =>
        SignedEnvelope.Sign(envelope, Key(signer ?? $"{envelope.From}/{envelope.Sender}")).Value;

    private static ImmutableArray<string> List(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static Participant Desk(string code) => new(code, $"CERT of {code}",
    [
        Poc(code, "officer", PocRole.DutyOfficer), Poc(code, "deputy", PocRole.Deputy),
        Poc(code, "diplomat", PocRole.Diplomatic), Poc(code, "notifier", PocRole.Notifier),
        Poc(code, "administrator", PocRole.Administrator),
    ]);

    private static Poc Poc(string code, string id, PocRole role) => new(
        id, role, $"{id} of {code}", ["en"], "at all hours", $"{id}@{code.ToLowerInvariant()}.example",
        [Key($"{code}/{id}").Public]);

    private static Regime Exercise()
    {
        const string Basis = "exercise";
        var windows = from window in Enum.GetValues<Window>()
                      from precedence in Enum.GetValues<Precedence>()
                      let minutes =
                          window switch { Window.Delivery => 1, Window.Acknowledgement => 5, Window.Response => 30 }
                      let factor = precedence switch { Precedence.Flash => 1, Precedence.Immediate => 2,
                          Precedence.Priority => 3, Precedence.Routine => 6 }
                      select KeyValuePair.Create(
                          (window, precedence), new WindowRule(TimeSpan.FromMinutes(minutes) * factor / 3, Basis));
        var kinds = from kind in Enum.GetValues<Kind>()
                    where kind.Opens()
                    select KeyValuePair.Create(kind, kind switch
                    {
                        Kind.Declaration => ImmutableArray.Create(Window.Delivery),
                        Kind.CommunicationCheck => [Window.Delivery, Window.Acknowledgement],
                        _ => [Window.Delivery, Window.Acknowledgement, Window.Response],
                    });
        return new Regime
        {
            Id = "exercise", Title = "Exercise", Note = "No number here is set by any regime.", Coordinator = "XZ",
            Statuses = [Status.Exercise, Status.Test],
            Bases = new Dictionary<string, Basis>
            {
                [Basis] = new(BasisKind.OperatorDefault, "short enough to watch in an exercise"),
            }.ToFrozenDictionary(),
            Windows = windows.ToFrozenDictionary(),
            Kinds = kinds.ToFrozenDictionary(),
            Escalation =
            [
                new StepRule(EscalationStep.Mail, Window.Delivery, 1),
                new StepRule(EscalationStep.Remind, Window.Acknowledgement, 0.5),
                new StepRule(EscalationStep.Deputy, Window.Acknowledgement, 1),
                new StepRule(EscalationStep.Coordinator, Window.Acknowledgement, 2),
                new StepRule(EscalationStep.Remind, Window.Response, 0.8),
                new StepRule(EscalationStep.Coordinator, Window.Response, 1),
            ],
            EscalationBasis = Basis,
            Text = "{}",
            Digest = "RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o",
        };
    }
}
