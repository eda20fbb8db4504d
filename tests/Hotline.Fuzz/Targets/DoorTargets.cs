using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Hub.Bridges;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Fuzz;

/// <summary>What comes through the doors beside envelopes.</summary>
internal static class DoorTargets
{
    /// <summary>A post at a broker of others: its topic, a line feed, its payload.</summary>
    public static void Post(byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        var topic = Encoding.UTF8.GetString(bytes.AsSpan(0, end < 0 ? bytes.Length : end));
        if (BrokerPost.Read(topic, end < 0 ? [] : bytes[(end + 1)..]) is not { } post)
        {
            return;
        }
        Promise.That(Names.IsParticipant(post.Participant), "a post is a participant's");
        Promise.That(post.Digest.Length == 43, "a post is named by a hash");
        Promise.That(post.Text is not null || post.Claimed() is null, "what is no text claims nothing");
    }

    /// <summary>The small bodies that strangers send to the HTTP door.</summary>
    public static void Body(byte[] bytes)
    {
        if (Read(bytes, ClaimJson.Default.SeatClaim) is { } claim
            && VerificationKey.FromJwk(claim.Key).Try(out var key, out var refusal))
        {
            Promise.That(Fingerprint.TryOf(key.Id, out var fingerprint), "a key has a fingerprint");
            Promise.That(Fingerprint.TryParse(fingerprint, out var typed) && typed == fingerprint,
                "a fingerprint can be typed as it is shown");
        }
        if (Read(bytes, ClaimJson.Default.KeyApproval) is { } approval
            && Fingerprint.TryParse(approval.Fingerprint, out var written))
        {
            Promise.That(Fingerprint.TryParse(written, out var again) && again == written, "a fingerprint is one text");
        }
    }

    /// <summary>The words that stand in members, headers, topics, addresses and queries; a line each.</summary>
    public static void Words(byte[] bytes)
    {
        foreach (var word in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            Promise.That(!MessageId.TryParse(word, out var id) || id.ToString() == word, "an id has one text");
            Promise.That(!Instant.TryParse(word, out var time) || (word.Length == 24
                ? Instant.Write(time) == word : Instant.Write(time) == word[..^1] + ".000Z"), "a time has one text");
            Promise.That(!Names.IsMediaType(word) || !word.Any(char.IsAsciiLetterUpper),
                "a media type is in lower case");
            Address(word);
            Stream(word);
            Query(word);
        }
    }

    private static void Address(string word)
    {
        MailAddress.NeedsUtf8(word);
        Promise.That(MailAddress.AreSame(word, word), "an address is itself");
        if (MailAddress.IsOne(word))
        {
            Promise.That(MailAddress.IsOne(MailAddress.WithAsciiDomain(word)), "its domain can be written in ASCII");
            Promise.That(!word.Any(char.IsControl), "an address is one line");
        }
    }

    private static void Stream(string word)
    {
        try
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            Promise.That(StreamId.FromBytes(bytes) is var stream
                && StreamId.FromBytes(stream.ToBytes()) == stream, "a stream's name reads the same");
        }
        catch (FormatException)
        {
            // Its documented outcome.
        }
    }

    private static void Query(string word)
    {
        var parameters = word.Split('&').Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1) ?? ""));
        if (!ReportQuestion.Read(parameters, exchanges: true, Cast.Now).Try(out var question, out var refusal))
        {
            Promise.Refused(refusal, (2301, 2303));
            return;
        }
        var again = ReportQuestion.Read(question.Filter.Parameters(), exchanges: true, Cast.Now);
        Promise.That(again.Ok && again.Value.From == question.From && again.Value.To == question.To,
            "a query can be asked again");
    }

    /// <summary>As the door reads: these two exceptions are a refusal.</summary>
    private static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
