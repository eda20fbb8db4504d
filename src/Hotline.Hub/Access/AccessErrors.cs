using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>Refusals of the hub's doors: 4002 to 4019.</summary>
public static class AccessErrors
{
    public static Refusal TooMany(int perSecond) => new(4002, "too-many", RefusalClass.TooMany,
        $"More than {perSecond} messages a second were submitted with this key. "
        + "Wait a moment and send the same bytes again.");

    public static Refusal TooManyConnections(int limit) => new(4003, "too-many-connections", RefusalClass.TooMany,
        $"This key has {limit} connections open already. Close one.");

    public static Refusal Revoked() => new(4004, "key-revoked", RefusalClass.Unauthenticated,
        "The key of this connection is no longer in the directory. Ask your participant's administrator.");

    public static Refusal Stopping() => new(4005, "stopping", RefusalClass.Unavailable,
        "The hub is being stopped. Try again in a moment.");

    public static Refusal BadRequest(string what) => new(4006, "bad-request", RefusalClass.Malformed, what);

    public static Refusal BadMediaType() => new(4007, "bad-media-type", RefusalClass.Malformed,
        "Send one envelope in compact form with Content-Type: application/jose.");

    public static Refusal NoSuchTopic(string topic) => new(4008, "no-such-topic", RefusalClass.Forbidden,
        $"There is no topic '{topic}' here. Publish envelopes to hotline/v1/YOU/submit and confirmations to "
        + "hotline/v1/YOU/confirm; subscribe to hotline/v1/YOU/inbox/# and hotline/v1/YOU/events/#.");

    public static Refusal Origin(string origin) => new(4009, "bad-origin", RefusalClass.Forbidden,
        $"Pages from '{origin}' may not connect to this hub.");

    public static Refusal Internal() => new(4010, "internal", RefusalClass.Unavailable,
        "Something unexpected went wrong in the hub and was logged. "
        + "Send the same bytes again; if it stays, tell the operator.");

    public static Refusal OtherUser(string name) => new(4011, "other-user", RefusalClass.Unauthenticated,
        $"The user name is not that of the token's key. Leave it out or use '{name}'.");

    public static Refusal NoSuchPath() => new(4012, "no-such-path", RefusalClass.NotFound,
        "There is nothing at this path. The API is under /v1; /openapi/v1.json lists every path.");

    public static Refusal TooManyRequests(int perSecond) => new(4013, "too-many-requests", RefusalClass.TooMany,
        $"More than {perSecond} requests a second came from this address. Wait a moment and ask again.");

    public static Refusal BodyTooLarge(int limit) => new(4014, "body-too-large", RefusalClass.TooLarge,
        $"The body is larger than {limit} bytes. Send only what this path takes; /openapi/v1.json lists it.");
}
