using System.Collections.Immutable;
using Hotline.Protocol.Keys;

namespace Hotline.Contract.Wire;

/// <summary>A point of contact as others see it.</summary>
/// <param name="Id">Its id within the participant.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Languages">BCP 47 tags, preferred first.</param>
/// <param name="Hours">When it is staffed, in words.</param>
/// <param name="Keys">Public keys.</param>
public sealed record PocView(
    string Id, PocRole Role, string Title, ImmutableArray<string> Languages, string Hours, ImmutableArray<Jwk> Keys);

/// <summary>A participant as others see it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pocs">Its points of contact.</param>
public sealed record ParticipantView(string Code, string Name, ImmutableArray<PocView> Pocs);

/// <summary>
/// A key that speaks no more for a point of contact. What the hub accepted from it before it left stays signed by it;
/// nothing that it signs now is accepted.
/// </summary>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there, which may have left as well.</param>
/// <param name="Role">What it was for when the key was admitted.</param>
/// <param name="Title">What people called it then.</param>
/// <param name="Key">The public key.</param>
/// <param name="Since">When it was admitted.</param>
/// <param name="SincePosition">The journal entry that says so.</param>
/// <param name="Until">When it left.</param>
/// <param name="UntilPosition">The journal entry that says so: nothing after it was accepted from this key.</param>
public sealed record FormerKeyView(
    string Participant, string Poc, PocRole Role, string Title, Jwk Key, DateTimeOffset Since, long SincePosition,
    DateTimeOffset Until, long UntilPosition);

/// <summary>The directory as others see it: no mail addresses.</summary>
/// <param name="Participants">By code.</param>
/// <param name="Former">
/// Keys that have left, in the order in which they did: old messages are checked with them.
/// </param>
public sealed record DirectoryView(
    ImmutableArray<ParticipantView> Participants, ImmutableArray<FormerKeyView> Former);
