using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Refusals;

/// <summary>
/// Everything that must not get in by any door, each with the number that says so. Whoever presents it is of XA.
/// </summary>
public static class BadEnvelope
{
    /// <summary>Ones that every door refuses alike.</summary>
    public static TheoryData<string, int> Everywhere { get; } = new()
    {
        { "not signed at all", 1001 },
        { "garbage", 1001 },
        { "nothing", 1001 },
        { "300 KiB", 1002 },
        { "without algorithm", 1005 },
        { "with a detached payload", 1009 },
        { "with a line break in the subject", 1018 },
        { "changed after it was signed", 1021 },
        { "signed by a key that nobody knows", 1022 },
        { "signed with another's key", 1023 },
        { "the same id with other bytes", 2001 },
        { "to somebody who does not exist", 2002 },
        { "made tomorrow", 2003 },
        { "a notifier's flash", 2201 },
        { "a notifier's declaration", 2202 },
    };

    /// <summary>Its bytes.</summary>
    /// <param name="what">One of <see cref="Everywhere"/>.</param>
    /// <param name="hub">Whose people make it.</param>
    public static async Task<byte[]> MakeAsync(string what, HubProcess hub)
    {
        await using var xa = hub.Actor("xa-officer");
        await using var notifier = hub.Actor("xa-notifier");
        await using var xb = hub.Actor("xb-officer");
        return what switch
        {
            "not signed at all" => EnvelopeWriter.Write(xa.Opening("XB")),
            "garbage" => [.. Enumerable.Range(0, 512).Select(i => (byte)(i * 37 + 1))],
            "nothing" => [],
            "300 KiB" => Ascii(xa.Forge(p => p["content"] = new string('x', 225 * 1024))),
            "without algorithm" => Ascii($"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"none","kid":"{{xa.Key.Id}}","typ":"hotline+jws"}"""))}.{Parts(xa.Notify("XB"))[1]}.AA"),
            "with a detached payload" => Ascii(Parts(xa.Notify("XB")) is var p ? $"{p[0]}..{p[2]}" : ""),
            "with a line break in the subject" =>
                Ascii(xa.Forge(p => p["subject"] = "Phishing\r\nBcc: everybody@xc.example")),
            "changed after it was signed" =>
                Ascii(Parts(xa.Notify("XB")) is var p ? $"{p[0]}.{Parts(xa.Notify("XB"))[1]}.{p[2]}" : ""),
            "signed by a key that nobody knows" => Ascii(xa.Forge(_ => { }, key: SigningKey.Create())),
            "signed with another's key" => Ascii(xa.Forge(_ => { }, key: xb.Key)),
            "the same id with other bytes" => Ascii(await TwinAsync(xa)),
            "to somebody who does not exist" => Ascii(xa.Forge(p => p["to"] = new JsonArray("XY"))),
            "made tomorrow" => Ascii(xa.Forge(p => p["created"] = Instant.Write(xa.Opening("XB").Created.AddDays(1)))),
            "a notifier's flash" => Ascii(notifier.Notify("XB", precedence: Precedence.Flash).Compact),
            "a notifier's declaration" => Ascii(notifier.Notify("XB", Kind.Declaration).Compact),
            _ => throw new ArgumentException(what),
        };
    }

    private static async Task<string> TwinAsync(Actor xa)
    {
        var first = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        return xa.Messages.Sign(first.Envelope with { Subject = "Something else" }).Value.Compact;
    }

    private static string[] Parts(SignedEnvelope envelope) => envelope.Compact.Split('.');

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
