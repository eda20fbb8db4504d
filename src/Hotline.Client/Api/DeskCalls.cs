using System.Net.Http.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Client;

/// <content>What a desk asks before it acts, and how keys get their seats.</content>
public sealed partial class HotlineApi
{
    /// <summary>Whom the caller's key speaks for.</summary>
    public Task<Outcome<Me>> MeAsync(CancellationToken stop = default) => Get(HttpPaths.Me, WireJson.Default.Me, stop);

    /// <summary>
    /// What would follow if a message of this header were accepted now and nobody acted; refused as the message would
    /// be.
    /// </summary>
    /// <param name="question">The header.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<PlanView>> PlanAsync(PlanQuestion question, CancellationToken stop = default) =>
        Post(HttpPaths.Plan, question, WireJson.Default.PlanQuestion, WireJson.Default.PlanView, stop);

    /// <summary>Which points of contact are connected. For coordinators (2205).</summary>
    public Task<Outcome<DesksView>> DesksAsync(CancellationToken stop = default) =>
        Get(HttpPaths.Desks, WireJson.Default.DesksView, stop);

    /// <summary>Whether seats may be taken without approval, and which. Needs no right.</summary>
    /// <param name="secret">What the link that the hub printed has after #seat=; null for none.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<ExerciseView>> ExerciseAsync(string? secret, CancellationToken stop = default) =>
        Send(() => Showing(secret, new HttpRequestMessage(HttpMethod.Get, Path(HttpPaths.Exercise))),
            Reading(WireJson.Default.ExerciseView), stop);

    /// <summary>
    /// Takes a seat of the exercise. Needs no right; refused with 4020 where there is no exercise to take part in, with
    /// 4028 without the secret of the hub's link.
    /// </summary>
    /// <param name="claim">The seat and the public key.</param>
    /// <param name="secret">What the link that the hub printed has after #seat=.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<Me>> TakeSeatAsync(SeatClaim claim, string secret, CancellationToken stop = default) =>
        Send(() => Showing(secret, new HttpRequestMessage(HttpMethod.Post, Path(HttpPaths.ExerciseSeats))
        {
            Content = JsonContent.Create(claim, WireJson.Default.SeatClaim),
        }), Reading(WireJson.Default.Me), stop);

    /// <summary>
    /// Asks that a key may speak for a point of contact. Needs no right; the hub keeps it for half an hour.
    /// </summary>
    /// <param name="claim">The seat and the public key.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<KeyRequest>> RequestKeyAsync(SeatClaim claim, CancellationToken stop = default) =>
        Post(HttpPaths.KeyRequests, claim, WireJson.Default.SeatClaim, WireJson.Default.KeyRequest, stop);

    /// <summary>The keys that ask for seats of the caller's participant. For its administrators (2204).</summary>
    public Task<Outcome<KeyRequestList>> KeyRequestsAsync(CancellationToken stop = default) =>
        Get(HttpPaths.KeyRequests, WireJson.Default.KeyRequestList, stop);

    /// <summary>
    /// Lets a key speak for the point of contact that it asks for. For administrators of the participant (2204); 4025
    /// when no such key asks.
    /// </summary>
    /// <param name="fingerprint">The key's fingerprint, as a person typed it.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<Me>> ApproveKeyAsync(string fingerprint, CancellationToken stop = default) =>
        Post(HttpPaths.KeyApprovals, new KeyApproval(fingerprint), WireJson.Default.KeyApproval,
            WireJson.Default.Me, stop);

    /// <summary>
    /// Turns a key down. For administrators of the participant (2204); 4025 when no such key asks.
    /// </summary>
    /// <param name="fingerprint">The key's fingerprint, as a person typed it.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null when it is done.</returns>
    public async Task<Refusal?> RejectKeyAsync(string fingerprint, CancellationToken stop = default) =>
        (await Send(() => new HttpRequestMessage(HttpMethod.Post, Path(HttpPaths.KeyRejections))
        {
            Content = JsonContent.Create(new KeyApproval(fingerprint), WireJson.Default.KeyApproval),
        }, _ => true, stop)).Refusal;

    private static HttpRequestMessage Showing(string? secret, HttpRequestMessage request)
    {
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation(HttpPaths.SeatSecretHeader, secret);
        }
        return request;
    }
}
