using System.Collections;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Hotline.Protocol.Envelopes;

namespace Hotline.Protocol.Tests.Envelopes;

/// <summary>Envelopes of every shape.</summary>
internal static class SomeEnvelopes
{
    private static readonly Gen<string> Text = Gen.Elements(
        "", "a", "ü", "🔥", "\"", "\\", "{", "</x>", "\u200f", "0", "e", " ").ArrayOf().Select(string.Concat);

    private static readonly Gen<DateTimeOffset> Times = Gen.Choose(
        -1_000_000_000, 2_000_000_000).Select(ms => FixedMessage.Now.AddMilliseconds(ms));

    private static readonly Gen<MessageId> Ids = Gen.Choose(0, int.MaxValue).Select(
        n => MessageId.FromBytes([1, 2, 3, 4, 5, 6, 0x70, 7, 0x80, 8, 9, 10, .. BitConverter.GetBytes(n)]));

    private static readonly Gen<Content?> Contents = Gen.OneOf(
        Gen.Constant<Content?>(null),
        Text.Select(t => (Content?)new Content("text/plain", JsonSerializer.Serialize(t))),
        Gen.Elements("null", "0", "-1.50e-7", "1e999", "[]", "{\"a\":[1,{\"b\":null}]}", "\"\\u00fc\"", "[ 1 ,\n2 ]")
            .Select(t => (Content?)new Content("application/iodef+json", t)),
        ArbMap.Default.GeneratorFor<byte[]>().Select(b => (Content?)new Content(
            "application/pdf", $"\"{System.Buffers.Text.Base64Url.EncodeToString(b)}\"", Base64: true)));

    public static Arbitrary<Envelope> All { get; } = (
        from parties in Gen.Shuffle(Enumerable.Range(0, 130).Select(n => $"X{n}").Append("XA").ToArray())
        from to in Gen.Choose(1, 64)
        from cc in Gen.Choose(0, 64)
        from kind in Gen.Elements(Enum.GetValues<Kind>())
        from precedence in Gen.Elements(Enum.GetValues<Precedence>())
        from status in Gen.Elements(Enum.GetValues<Status>())
        from tlp in Gen.Elements(Enum.GetValues<Tlp>())
        from created in Times
        from expect in Times.OrNull()
        from subject in Text
        from hasSubject in Gen.Elements(true, false)
        from content in Contents
        from ids in Ids.Two().Where(two => two.Item1 != two.Item2)
        from refers in Gen.Elements(true, false)
        select new Envelope
        {
            Id = ids.Item1, From = parties[0], Sender = "officer", To = [.. parties.Skip(1).Take(to)],
            Cc = [.. parties.Skip(1 + to).Take(cc)], Regime = "exercise",
            Kind = kind, Precedence = precedence, Status = status, Tlp = tlp, Created = created,
            Exchange = kind.Opens() ? ids.Item1 : ids.Item2,
            InReplyTo = refers || !kind.Opens() ? ids.Item2 : null,
            ExpectBy = kind == Kind.Acknowledgement ? expect : null,
            Subject = hasSubject ? subject[..Math.Min(subject.Length, 200)] : null, Content = content,
        }).Where(e => e.Subject is null || !char.IsHighSurrogate(e.Subject.LastOrDefault())).ToArbitrary();

    /// <summary>Every member in words; two envelopes that say the same have the same.</summary>
    public static string Describe(Envelope envelope) => string.Join('\n', typeof(Envelope)
        .GetProperties().Where(p => p.Name != nameof(Envelope.Parties)).Select(p => p.GetValue(envelope) switch
        {
            IEnumerable list and not string => $"{p.Name}: {string.Join(',', list.Cast<object>())}",
            DateTimeOffset time => $"{p.Name}: {time:O}",
            var value => $"{p.Name}: {value}",
        }));

    private static Gen<DateTimeOffset?> OrNull(this Gen<DateTimeOffset> times) =>
        Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), times.Select(t => (DateTimeOffset?)t));
}
