using Hotline.Protocol;
namespace Hotline.Contract.Wire;

/// <summary>Paths of the HTTP API and of the SignalR hub.</summary>
public static class HttpPaths
{
    /// <summary>SignalR hub.</summary>
    public const string Hub = "/hubs/hotline";

    /// <summary>
    /// POST an envelope (compact JWS as <see cref="MediaTypes.Envelope"/>): 201 with a receipt. GET <c>{id}</c>: the
    /// envelope.
    /// </summary>
    public const string Envelopes = "/v1/envelopes";

    /// <summary>POST a <see cref="Confirmation"/> as JSON: 204.</summary>
    public const string Confirmations = "/v1/confirmations";

    /// <summary>
    /// GET the caller's exchanges: <c>?state=open|all&amp;limit=N&amp;before=POSITION</c>; <c>{id}</c>: one, with every
    /// rung and window.
    /// </summary>
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

    /// <summary>
    /// GET the seats of an exercise that the person at this machine may take. Needs <see cref="SeatSecretHeader"/> and
    /// no token.
    /// </summary>
    public const string Exercise = "/v1/exercise";

    /// <summary>
    /// The header in which the person at this machine shows what stands after #seat= in the link that the hub printed.
    /// </summary>
    public const string SeatSecretHeader = "Hotline-Seat-Secret";

    /// <summary>
    /// POST a <see cref="SeatClaim"/>: takes a seat of the exercise. Needs <see cref="SeatSecretHeader"/> and no token.
    /// </summary>
    public const string ExerciseSeats = "/v1/exercise/seats";

    /// <summary>
    /// POST a <see cref="SeatClaim"/>: asks the participant's administrator; needs no token. GET the claims that wait
    /// at the caller's participant.
    /// </summary>
    public const string KeyRequests = "/v1/directory/requests";

    /// <summary>POST a <see cref="KeyApproval"/>.</summary>
    public const string KeyApprovals = "/v1/directory/approvals";

    /// <summary>POST a <see cref="KeyApproval"/> of a key that is not to have what it asks for.</summary>
    public const string KeyRejections = "/v1/directory/rejections";

    /// <summary>GET which points of contact are connected.</summary>
    public const string Desks = "/v1/desks";
}
