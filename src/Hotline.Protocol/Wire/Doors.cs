namespace Hotline.Protocol.Wire;

/// <summary>Paths of the HTTP API and of the SignalR hub.</summary>
public static class HttpPaths
{
    /// <summary>SignalR hub.</summary>
    public const string Hub = "/hubs/hotline";

    /// <summary>POST an envelope (compact JWS as <see cref="MediaTypes.Envelope"/>): 201 with a receipt. GET <c>{id}</c>: the envelope.</summary>
    public const string Envelopes = "/v1/envelopes";

    /// <summary>POST a <see cref="Confirmation"/> as JSON: 204.</summary>
    public const string Confirmations = "/v1/confirmations";

    /// <summary>GET the caller's exchanges: <c>?state=open|all&amp;limit=N&amp;before=POSITION</c>; <c>{id}</c>: one, with every rung and window.</summary>
    public const string Exchanges = "/v1/exchanges";

    /// <summary>GET a page of the caller's feed: <c>?after=N&amp;limit=M</c>.</summary>
    public const string Feed = "/v1/feed";

    /// <summary>GET the directory: participants, points of contact, public keys.</summary>
    public const string Directory = "/v1/directory";

    /// <summary>GET the regimes with their windows and bases.</summary>
    public const string Regimes = "/v1/regimes";

    /// <summary>GET response times of a period, as JSON or CSV: see <see cref="ReportParameters"/>.</summary>
    public const string Report = "/v1/report";

    /// <summary>GET the windows that a report's figures come from.</summary>
    public const string ReportExchanges = "/v1/report/exchanges";

    /// <summary>GET who this hub is: id, public key, time, head. Needs no token.</summary>
    public const string About = "/v1/hub";

    /// <summary>GET who the caller's key speaks for.</summary>
    public const string Me = "/v1/me";

    /// <summary>POST the header of a draft: what would follow from the message.</summary>
    public const string Plan = "/v1/plan";

    /// <summary>GET the seats of an exercise that anybody at this machine may take. Needs no token.</summary>
    public const string Exercise = "/v1/exercise";

    /// <summary>POST a <see cref="SeatClaim"/>: takes a seat of the exercise. Needs no token.</summary>
    public const string ExerciseSeats = "/v1/exercise/seats";

    /// <summary>POST a <see cref="SeatClaim"/>: asks the participant's administrator; needs no token. GET the claims that wait at the caller's participant.</summary>
    public const string KeyRequests = "/v1/directory/requests";

    /// <summary>POST a <see cref="KeyApproval"/>.</summary>
    public const string KeyApprovals = "/v1/directory/approvals";

    /// <summary>GET which points of contact are connected.</summary>
    public const string Desks = "/v1/desks";
}

/// <summary>Media types.</summary>
public static class MediaTypes
{
    /// <summary>An envelope in compact form (RFC 7515 §9.2.1).</summary>
    public const string Envelope = "application/jose";

    /// <summary>Comma-separated values (RFC 4180).</summary>
    public const string Csv = "text/csv";
}

/// <summary>MQTT topics: <c>hotline/v1/XA/submit</c>, <c>…/inbox/flash</c>, <c>…/events/lapsed</c>, <c>…/confirm</c>.</summary>
public static class Topics
{
    /// <summary>Root of all topics.</summary>
    public const string Root = "hotline/v1";

    /// <summary>Where a participant publishes envelopes.</summary>
    public static string Submit(string participant) => $"{Root}/{participant}/submit";

    /// <summary>Where a participant's programs publish <see cref="Confirmation"/>s.</summary>
    public static string Confirm(string participant) => $"{Root}/{participant}/confirm";

    /// <summary>Where envelopes for a participant come out, by precedence.</summary>
    public static string Inbox(string participant, Precedence precedence) => $"{Root}/{participant}/inbox/{precedence.Wire()}";

    /// <summary>Where what became of a participant's exchanges comes out, by fact: feed items without envelope.</summary>
    public static string Events(string participant, string fact) => $"{Root}/{participant}/events/{fact}";
}

/// <summary>How an envelope looks in a mail.</summary>
public static class MailForm
{
    /// <summary>File name of the attached envelope.</summary>
    public const string FileName = "message.jws";

    /// <summary>Header that carries the exchange's id.</summary>
    public const string ExchangeHeader = "Hotline-Exchange";
}
