using System.Buffers.Text;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Tokens;

namespace Hotline.Fuzz;

/// <summary>What travels signed. No fuzzer makes a signature, so the payloads are signed here.</summary>
internal static class SignedTargets
{
    private static readonly string[] Types =
        [JwsTypes.Envelope, JwsTypes.Token, JwsTypes.Confirmation, JwsTypes.Checkpoint];

    private static readonly (int, int) FormRefusals = (1001, 1009);

    /// <summary>The form of a JWS, of each sort: the input is its text, and again its header.</summary>
    public static void Form(byte[] bytes)
    {
        Form(Encoding.Latin1.GetString(bytes));
        Form(Base64Url.EncodeToString(bytes) + ".e30.c2ln");
    }

    /// <summary>The payload of an envelope, and the same as a draft.</summary>
    public static void Envelope(byte[] payload)
    {
        if (!EnvelopeReader.Read(payload).Try(out var envelope, out var refusal))
        {
            Promise.Refused(refusal, (1003, 1003), (1010, 1020));
        }
        else
        {
            Reads(envelope);
            Signs(envelope);
        }
        if (new Draft(Cast.Message, "XA", "officer", Cast.Now).Complete(payload).Try(out var draft, out refusal))
        {
            Reads(draft);
        }
        else
        {
            Promise.Refused(refusal, (1003, 1003), (1010, 1020));
        }
    }

    /// <summary>A token's claims, and a token's text.</summary>
    public static void Token(byte[] claims)
    {
        Judge(Encoding.Latin1.GetString(claims));
        Judge(Jws.Sign(claims, JwsTypes.Token, Cast.Officer).Compact);
    }

    /// <summary>A confirmation's payload.</summary>
    public static void Confirmation(byte[] payload)
    {
        var compact = Jws.Sign(payload, JwsTypes.Confirmation, Cast.Officer).Compact;
        if (!SignedConfirmation.Open(compact, Cast.Find).Try(out var signed, out var refusal))
        {
            Promise.Refused(refusal, FormRefusals, (1021, 1022), (4050, 4050));
            return;
        }
        var again = SignedConfirmation.Open(SignedConfirmation.Sign(signed.Word, Cast.Officer), Cast.Find);
        Promise.That(again.Ok && again.Value == signed, "a confirmation can be said again");
    }

    private static void Form(string text)
    {
        foreach (var type in Types)
        {
            if (!Jws.Read(text, type).Try(out var jws, out var refusal))
            {
                Promise.Refused(refusal, FormRefusals);
                continue;
            }
            var parts = text.Split('.');
            Promise.That(parts.Length == 3 && jws.Payload.Length > 0, "three parts, nothing detached");
            Promise.That(Base64Url.EncodeToString(jws.Payload) == parts[1], "a JWS has one text");
            Promise.That(jws.KeyId.Length == 43, "a key id is a thumbprint");
            Promise.That(jws.Digest == Jws.DigestOf($"{parts[0]}.{parts[1]}.other"), "the signature is not named");
            jws.SignedBy(Cast.Officer.Public);
        }
        if (SignedEnvelope.Open(text, Cast.Find).Refusal is { } why)
        {
            Promise.Refused(why, (1001, 1022));
        }
    }

    private static void Reads(Envelope envelope)
    {
        var written = EnvelopeWriter.Write(envelope);
        var again = EnvelopeReader.Read(written);
        Promise.That(again.Ok, "what is taken can be written and read");
        Promise.Same(written, EnvelopeWriter.Write(again.Value));
    }

    private static void Signs(Envelope envelope)
    {
        if (SignedEnvelope.Sign(envelope, Cast.Officer).Try(out var signed, out var refusal))
        {
            Promise.That(SignedEnvelope.Open(signed.Compact, Cast.Find).Ok, "what was signed opens");
            Promise.That(signed.Compact.Length <= EnvelopeLimits.Bytes, "nobody signs what nobody accepts");
        }
        else
        {
            Promise.That(refusal.Class == RefusalClass.TooLarge, $"what was read can be signed: {refusal}");
        }
    }

    private static void Judge(string text)
    {
        var policy = TokenPolicy.Default;
        if (!AccessToken.Verify(text, Cast.Hub.Id, Cast.Now, policy, Cast.Find).Try(out var token, out var refusal))
        {
            Promise.Refused(refusal, (1101, 1107));
            return;
        }
        Promise.That(token.Expires > token.IssuedAt && token.Expires > Cast.Now - policy.Skew, "no token is over");
        Promise.That(token.Expires - token.IssuedAt <= policy.MaximumBoundLife, "no token lives too long");
        Promise.That(token.ClientId is not "", "a token is bound to somebody or to nobody");
    }
}
