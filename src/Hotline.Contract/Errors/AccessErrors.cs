using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of the hub's doors: 4002 to 4019, and 4030 to 4049.</summary>
public static class AccessErrors
{
    /// <summary>More envelopes a second than one key may submit.</summary>
    public static Refusal TooMany(int perSecond) => new(4002, "too-many", RefusalClass.TooMany,
        $"More than {perSecond} messages a second were submitted with this key. "
        + "Wait a moment and send the same bytes again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>More connections than one key may hold open.</summary>
    public static Refusal TooManyConnections(int limit) => new(4003, "too-many-connections", RefusalClass.TooMany,
        $"This key has {limit} connections open already. Close one.");

    /// <summary>A key that was taken out of the directory ends its connections.</summary>
    public static Refusal Revoked() => new(4004, "key-revoked", RefusalClass.Unauthenticated,
        "The key of this connection is no longer in the directory. Ask your participant's administrator.");

    /// <summary>The hub closes its doors.</summary>
    public static Refusal Stopping() => new(4005, "stopping", RefusalClass.Unavailable,
        "The hub is being stopped. Try again in a moment.");

    /// <summary>A request that is not what its path takes.</summary>
    public static Refusal BadRequest(string what) => new(4006, "bad-request", RefusalClass.Malformed, what);

    /// <summary>A body that is no envelope by its media type.</summary>
    public static Refusal BadMediaType() => new(4007, "bad-media-type", RefusalClass.Malformed,
        "Send one envelope in compact form with Content-Type: application/jose.");

    /// <summary>An MQTT topic that is not one of ours, or not the caller's.</summary>
    public static Refusal NoSuchTopic(string topic) => new(4008, "no-such-topic", RefusalClass.Forbidden,
        $"There is no topic '{topic}' here. Publish envelopes to hotline/v1/YOU/submit and confirmations to "
        + "hotline/v1/YOU/confirm; subscribe to hotline/v1/YOU/inbox/# and hotline/v1/YOU/events/#.");

    /// <summary>A page of another site in a browser.</summary>
    public static Refusal Origin(string origin) => new(4009, "bad-origin", RefusalClass.Forbidden,
        $"Pages from '{origin}' may not connect to this hub.");

    /// <summary>A defect of ours, met in a door.</summary>
    public static Refusal Internal() => new(4010, "internal", RefusalClass.Unavailable,
        "Something unexpected went wrong in the hub and was logged. "
        + "Send the same bytes again; if it stays, tell the operator.");

    /// <summary>An MQTT user name that is not that of the token.</summary>
    public static Refusal OtherUser(string name) => new(4011, "other-user", RefusalClass.Unauthenticated,
        $"The user name is not that of the token's key. Leave it out or use '{name}'.");

    /// <summary>A path that the API does not have.</summary>
    public static Refusal NoSuchPath() => new(4012, "no-such-path", RefusalClass.NotFound,
        "There is nothing at this path. The API is under /v1; /openapi/v1.json lists every path.");

    /// <summary>More requests a second than one key, or strangers at one address, may make.</summary>
    public static Refusal TooManyRequests(int perSecond) => new(4013, "too-many-requests", RefusalClass.TooMany,
        $"More than {perSecond} requests a second came with this key, or without a valid token from this address. "
        + "Wait a moment and ask again.");

    /// <summary>More bytes than the path takes.</summary>
    public static Refusal BodyTooLarge(int limit) => new(4014, "body-too-large", RefusalClass.TooLarge,
        $"The body is larger than {limit} bytes. Send only what this path takes; /openapi/v1.json lists it.");

    /// <summary>More HTTP connections without a valid token than the hub keeps open.</summary>
    public static Refusal TooManyStrangers(int limit) => new(4015, "too-many-strangers", RefusalClass.TooMany,
        $"The hub had {limit} connections open that had shown no valid token, and this was the oldest. Connect again.");

    /// <summary>More HTTP connections without a valid token than one address may have open.</summary>
    public static Refusal TooManyFromAddress(int limit) => new(4016, "too-many-from-address", RefusalClass.TooMany,
        $"This address has {limit} connections open that have shown no valid token. Close some.");

    /// <summary>More streams than one connection may follow.</summary>
    public static Refusal TooManyStreams(int limit) => new(4017, "too-many-streams", RefusalClass.TooMany,
        $"This connection follows {limit} streams already. End one; one is enough for a feed.");

    /// <summary>More MQTT connections a second than one key, or one address, may begin.</summary>
    public static Refusal TooManyConnects(int perSecond) => new(4030, "too-many-connects", RefusalClass.TooMany,
        $"More than {perSecond} MQTT connections a second were begun with this key or from this address. "
        + "Keep connections open; wait a few seconds and connect again.");

    /// <summary>More filters a second than one key may subscribe to.</summary>
    public static Refusal TooManySubscribes(int perSecond) => new(4031, "too-many-subscribes", RefusalClass.TooMany,
        $"This key subscribed to more than {perSecond} filters a second. Wait a moment and subscribe again.");

    /// <summary>More lasting MQTT sessions than one point of contact may have.</summary>
    public static Refusal TooManySessions(int limit) => new(4032, "too-many-sessions", RefusalClass.TooMany,
        $"This point of contact has {limit} lasting MQTT sessions, and none is dropped for a new one. Use the client "
        + "id of one of them; end those that nobody uses (connect with their client id and a clean session); or "
        + "connect with a clean session and no session expiry.");

    /// <summary>A reader's line took too long for a page of its feed.</summary>
    public static Refusal ReaderTooSlow(TimeSpan patience) => new(4040, "reader-too-slow", RefusalClass.TooMany,
        FormattableString.Invariant($"This line took longer than {patience.TotalSeconds:0.###} s for a page of its ")
        + "feed and was cut. Nothing is lost: connect again and read on from your cursor.");

    /// <summary>Readers that take nothing hold all that there is for them.</summary>
    public static Refusal FanOutFull() => new(4041, "fan-out-full", RefusalClass.TooMany,
        "More was on its way to readers than the hub keeps, and this line had taken nothing for longest. "
        + "Nothing is lost: connect again and read on from your cursor.");

    /// <summary>More messages wait to be written than one key, one participant or one carrier may have.</summary>
    public static Refusal TooManyWaiting(string whose, int limit) => new(
        4042, "too-many-waiting", RefusalClass.TooMany,
        $"{limit} messages {whose} wait to be written already; flash has a place of its own. Nothing was recorded; "
        + "send the same bytes again in 2 seconds.") { RetryAfter = TimeSpan.FromSeconds(2) };
}
