using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Contract.Wire;

/// <summary>Who a key speaks for.</summary>
/// <param name="Participant">The participant, such as <c>XA</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Poc">The point of contact there, such as <c>officer</c>.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Languages">BCP 47 tags, preferred first.</param>
/// <param name="Watches">The regimes that this participant coordinates; mostly none.</param>
public sealed record Me(
    string Participant, string Name, string Poc, PocRole Role, string Title, ImmutableArray<string> Languages,
    ImmutableArray<string> Watches);

/// <summary>What a plan depends on: the header of a draft. What it leaves out is filled in as in a draft.</summary>
/// <param name="To">Action addressees.</param>
/// <param name="Regime">The rules.</param>
/// <param name="Kind">What the message would be for; one that opens an exchange.</param>
/// <param name="Cc">Information addressees; null for none.</param>
/// <param name="Precedence">Speed of service; null for routine.</param>
/// <param name="Status">Null for exercise under the regime of that name, else actual.</param>
public sealed record PlanQuestion(
    ImmutableArray<string> To, string Regime, Kind Kind, ImmutableArray<string>? Cc = null,
    Precedence? Precedence = null, Status? Status = null);

/// <summary>A window that would open.</summary>
/// <param name="Window">Which.</param>
/// <param name="Seconds">How long after acceptance it would end.</param>
/// <param name="Basis">Where the number comes from.</param>
public sealed record PlanWindow(Window Window, double Seconds, Basis Basis);

/// <summary>A step that would be taken if the addressee stayed silent.</summary>
/// <param name="Step">What would be done.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="Seconds">How long after acceptance.</param>
/// <param name="Told">
/// The participant that would be told: the addressee itself, the coordinator, or the sender where the regime has none.
/// </param>
/// <param name="Notices">Points of contact of <paramref name="Told"/> that would be told, and by what.</param>
public sealed record PlanStep(
    EscalationStep Step, Window Window, double Seconds, string Told, ImmutableArray<PlanNotice> Notices);

/// <summary>A notice that would be ordered.</summary>
/// <param name="Means">By what, such as <c>mail</c>.</param>
/// <param name="Poc">The point of contact.</param>
public sealed record PlanNotice(string Means, string Poc);

/// <summary>What would be expected of an addressee, and done in its silence.</summary>
/// <param name="Participant">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Action or info.</param>
/// <param name="Windows">The windows that would open.</param>
/// <param name="Steps">The ladder, in order.</param>
public sealed record PlanAddressee(
    string Participant, string Name, AddresseeRole Role, ImmutableArray<PlanWindow> Windows,
    ImmutableArray<PlanStep> Steps);

/// <summary>What would follow from a message if it were accepted now and nobody acted. Nothing is recorded.</summary>
/// <param name="Regime">Its rules.</param>
/// <param name="Title">What people call them.</param>
/// <param name="Note">What must be said wherever their windows are shown.</param>
/// <param name="Addressees">Action before info.</param>
/// <param name="EscalationBasis">Where the ladder comes from.</param>
public sealed record PlanView(
    string Regime, string Title, string Note, ImmutableArray<PlanAddressee> Addressees, Basis EscalationBasis);

/// <summary>A seat that the person at the exercise's machine may take.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Name">Its name.</param>
/// <param name="Poc">The point of contact.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">What people call it.</param>
public sealed record ExerciseSeat(string Participant, string Name, string Poc, PocRole Role, string Title);

/// <summary>Whether seats may be taken here without anybody's approval.</summary>
/// <param name="Open">
/// True in an exercise on one machine only, for whoever came by the link that the hub printed.
/// </param>
/// <param name="Seats">The seats; none while it is not open.</param>
/// <param name="ByLink">True when there are seats to take for whoever comes by that link.</param>
public sealed record ExerciseView(bool Open, ImmutableArray<ExerciseSeat> Seats, bool ByLink);

/// <summary>A key that wants to speak for a point of contact.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Key">The public key.</param>
public sealed record SeatClaim(string Participant, string Poc, Jwk Key);

/// <summary>A claim that waits for an administrator of the participant.</summary>
/// <param name="Fingerprint">The key's name for people, see <see cref="Protocol.Keys.Fingerprint"/>.</param>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Key">The public key.</param>
/// <param name="Received">When the hub received it.</param>
/// <param name="Expires">When the hub forgets it.</param>
public sealed record KeyRequest(
    string Fingerprint, string Participant, string Poc, Jwk Key, DateTimeOffset Received, DateTimeOffset Expires);

/// <summary>The claims that wait at one participant.</summary>
/// <param name="Requests">The earliest first.</param>
public sealed record KeyRequestList(ImmutableArray<KeyRequest> Requests);

/// <summary>An administrator's word that a claim is right.</summary>
/// <param name="Fingerprint">As the person who claims reads it from the screen; hyphens and case do not count.</param>
public sealed record KeyApproval(string Fingerprint);

/// <summary>Whether a point of contact is there.</summary>
/// <param name="Id">Its id within the participant.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Connected">True while any of its keys holds a connection.</param>
/// <param name="Carriers">By which carriers.</param>
/// <param name="Since">
/// Since when it has been connected, or when it was last seen connected; null when never since the hub started.
/// </param>
public sealed record DeskPoc(
    string Id, PocRole Role, string Title, bool Connected, ImmutableArray<Carrier> Carriers, DateTimeOffset? Since);

/// <summary>A participant's points of contact, there or not.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pocs">Its points of contact.</param>
public sealed record DeskView(string Participant, string Name, ImmutableArray<DeskPoc> Pocs);

/// <summary>How the hub's way to a broker of somebody else's stands.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Participants">Whose messages cross it.</param>
/// <param name="Connected">True while the hub is connected there.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Trouble">What is wrong, in English; null when nothing is.</param>
/// <param name="CanaryBack">
/// When the message that the hub sends itself there last came back; null when never since the hub started.
/// </param>
public sealed record BridgeView(
    string Name, ImmutableArray<string> Participants, bool Connected, DateTimeOffset Since, string? Trouble,
    DateTimeOffset? CanaryBack);

/// <summary>Who is there and who is not.</summary>
/// <param name="Desks">By participant.</param>
/// <param name="HubTime">The hub's time of this view.</param>
/// <param name="Bridges">The ways to brokers of others, mostly none.</param>
public sealed record DesksView(
    ImmutableArray<DeskView> Desks, DateTimeOffset HubTime, ImmutableArray<BridgeView> Bridges);

/// <summary>
/// How the hub reads what it is sent as JSON: every member that must be there is, once, and not null. Members that it
/// does not know do not count: browsers add some to keys.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SeatClaim))]
[JsonSerializable(typeof(KeyApproval))]
public sealed partial class ClaimJson : JsonSerializerContext;
