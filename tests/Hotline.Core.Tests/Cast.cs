using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Tests;

/// <summary>
/// Test data: XA opens, XB, XC and XD are addressed, XZ coordinates. XC has two duty officers, XD no mail, XE nothing
/// to do with any of it.
/// </summary>
internal static class Cast
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<(string, string), SigningKey> Keys = [];

    public static readonly Core.Directory.Directory Directory = new([
        Desk("XA", [.. Officers, .. Machines]), Desk("XB", [.. Officers, .. Machines]),
        Desk("XC", [.. Officers, ("night", PocRole.DutyOfficer, true)]),
        Desk("XD", [("officer", PocRole.DutyOfficer, false)]),
        Desk("XE", Officers), Desk("XZ", [("coordinator", PocRole.Coordinator, true)])]);

    /// <summary>The shipped regimes, and one with every kind of step twice, among them a mail at once.</summary>
    public static readonly RegimeBook Regimes = new([.. Shipped.Regimes, Busy()]);

    public static ImmutableArray<(string Id, PocRole Role, bool Mail)> Officers =>
        [("officer", PocRole.DutyOfficer, true), ("deputy", PocRole.Deputy, true),
            ("diplomat", PocRole.Diplomatic, true)];

    private static ImmutableArray<(string Id, PocRole Role, bool Mail)> Machines =>
        [("notifier", PocRole.Notifier, false), ("admin", PocRole.Administrator, false)];

    public static Circumstances At(DateTimeOffset now, Outage? outage = null) =>
        new(now, Directory, Regimes, outage is null ? [] : [outage], RuleLimits.Default);

    /// <summary>The first point of contact of a participant looks at exchanges.</summary>
    public static Looker Looker(string participant, DateTimeOffset now, string? poc = null)
    {
        var contact = poc is null ? Directory.Find(participant)!.Pocs[0] : Directory.Find(participant)!.Poc(poc)!;
        return new Looker(new Seat(participant, contact, contact.Keys[0]), now, Regimes);
    }

    /// <summary>
    /// Which mail: to whom, on whose account, about which message; the opening one unless another is named.
    /// </summary>
    public static NoticeKey Mail(string addressee, string told, string poc, MessageId? message = null) =>
        new(Means.Mail, addressee, told, poc, message ?? Id(1));

    public static MessageId Id(int number) =>
        MessageId.Parse(string.Create(CultureInfo.InvariantCulture, $"019c0000-0000-7000-8000-{number:x12}"));

    /// <summary>A message that opens an exchange under the exercise regime: windows of 20 s, 1 min and 5 min.</summary>
    public static Envelope Opening(params string[] to) => new()
    {
        Id = Id(1), Exchange = Id(1), From = "XA", Sender = "officer", To = [.. to], Regime = "exercise",
        Kind = Kind.RequestForInformation,
        Precedence = Precedence.Priority, Status = Status.Exercise, Tlp = Tlp.Amber, Created = Start,
        Subject = "Something happened",
    };

    /// <summary>A reply to a message, addressed to its sender.</summary>
    public static Envelope Reply(
        Envelope opening, string from, Kind kind, int id, DateTimeOffset? created = null) => opening with
    {
        Id = Id(id), Exchange = opening.Id, InReplyTo = opening.Id, From = from, Sender = "officer",
        To = [opening.From], Cc = [], Kind = kind,
        Created = created ?? opening.Created, Subject = null, Content = null,
    };

    /// <summary>A withdrawal or closure, addressed to all addressees.</summary>
    public static Envelope Ending(Envelope opening, Kind kind, int id, DateTimeOffset? created = null) =>
        Reply(opening, opening.From, kind, id, created) with
        {
            Sender = opening.Sender,
            To = opening.To,
            Cc = opening.Cc,
        };

    /// <summary>Signs with the key of the point of contact that the envelope names, or with another's.</summary>
    public static SignedEnvelope Signed(Envelope envelope, (string Participant, string Poc)? by = null) =>
        SignedEnvelope.Sign(envelope, Keys[by ?? (envelope.From, envelope.Sender)]).Value;

    public static Submit Submit(
        Envelope envelope, (string Participant, string Poc)? by = null, Carrier carrier = Carrier.SignalR) =>
        new(Signed(envelope, by), carrier);

    /// <summary>Signed with a key that is in no directory.</summary>
    public static Submit SubmitByStranger(Envelope envelope) =>
        new(SignedEnvelope.Sign(envelope, SigningKey.Create()).Value, Carrier.SignalR);

    private static Participant Desk(string code, ImmutableArray<(string Id, PocRole Role, bool Mail)> pocs) =>
        new(code, $"Desk {code}", [.. pocs.Select(p =>
        {
            var key = Keys[(code, p.Id)] = SigningKey.Create();
            return new Poc(p.Id, p.Role, p.Id, ["en"], "always",
                p.Mail ? $"{p.Id}@{code.ToLowerInvariant()}.example" : null, [key.Public]);
        })]);

    private static Regime Busy()
    {
        var exercise = Shipped.Regimes.Single(r => r.Id == "exercise");
        return exercise with
        {
            Id = "busy",
            Statuses = [Status.Actual, Status.Exercise, Status.Test],
            Kinds = Enum.GetValues<Kind>().Where(k => k.Opens()).ToFrozenDictionary(
                k => k, _ => ImmutableArray.Create(Window.Delivery, Window.Acknowledgement, Window.Response)),
            Digest = "the busy one",
            Escalation = [.. from window in Enum.GetValues<Window>()
                             from at in new[] { 0.0, 0.5, 1, 1.5 }
                             from step in Enum.GetValues<EscalationStep>()
                             select new StepRule(step, window, at)],
        };
    }
}

/// <summary>The regime files as they are shipped.</summary>
internal static class Shipped
{
    public static readonly ImmutableArray<string> Files =
        [.. System.IO.Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "regimes"), "*.json")
            .Where(f => !f.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static readonly ImmutableArray<Regime> Regimes =
        [.. from file in Files
            let reading = RegimeFile.Read(File.ReadAllBytes(file))
            select reading.Regime ?? throw new InvalidDataException($"{file}: {string.Join("; ", reading.Faults)}")];

    public static readonly string Schema = Path.Combine(AppContext.BaseDirectory, "regimes", "regime.schema.json");
}
