using System.Collections.Frozen;
using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Directory;

/// <summary>
/// A point of contact: a role at a participant, with the ways to reach and to recognise whoever fills it.
/// </summary>
/// <param name="Id">Its id within the participant, such as <c>officer</c>.</param>
/// <param name="Role">What it is for, and so what it may do.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Languages">BCP 47 tags, preferred first.</param>
/// <param name="Hours">When it is staffed, in words.</param>
/// <param name="Mail">Mail address; null when it has none.</param>
/// <param name="Keys">Public keys that speak for it.</param>
public sealed record Poc(
    string Id, PocRole Role, string Title, ImmutableArray<string> Languages, string Hours, string? Mail,
    ImmutableArray<VerificationKey> Keys)
{
    /// <summary>
    /// Thumbprints of those keys that took the seat in an exercise without approval, the oldest first; they give way
    /// when there are too many.
    /// </summary>
    public ImmutableArray<string> Guests { get; init; } = [];

    /// <summary>True for a notifier that also reads what comes to its participant, such as a ticket system.</summary>
    public bool Inbox { get; init; }
}

/// <summary>A seat in the hotline.</summary>
/// <param name="Code">Its code, such as <c>XA</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pocs">Its points of contact, ids unique.</param>
public sealed record Participant(string Code, string Name, ImmutableArray<Poc> Pocs)
{
    /// <summary>True for who only watches: it has coordinators, and nobody who may answer anything.</summary>
    public bool OnlyCoordinates =>
        Pocs.Any(p => p.Role == PocRole.Coordinator) && !Pocs.Any(p => Permissions.MaySend(p.Role, Kind.Response));

    /// <summary>The point of contact of that id, or null.</summary>
    public Poc? Poc(string id) => Pocs.FirstOrDefault(p => p.Id == id);
}

/// <summary>Who a key speaks for.</summary>
/// <param name="Participant">The participant's code.</param>
/// <param name="Poc">The point of contact.</param>
/// <param name="Key">The key.</param>
public sealed record Seat(string Participant, Poc Poc, VerificationKey Key)
{
    /// <summary>For logs: <c>XA/officer</c>.</summary>
    public override string ToString() => $"{Participant}/{Poc.Id}";
}

/// <summary>Who is who, at one moment. Immutable; a change is a new directory.</summary>
public sealed class Directory
{
    private readonly FrozenDictionary<string, Participant> _participants;
    private readonly FrozenDictionary<string, Seat> _seats;

    /// <summary>Builds a directory.</summary>
    /// <exception cref="ArgumentException">Two participants have one code, or one key two seats.</exception>
    public Directory(IEnumerable<Participant> participants)
    {
        Participants = [.. participants.OrderBy(p => p.Code, StringComparer.Ordinal)];
        _participants = Participants.ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);
        _seats = (from participant in Participants
                  from poc in participant.Pocs
                  from key in poc.Keys
                  select new Seat(participant.Code, poc, key)).ToFrozenDictionary(
                      s => s.Key.Id, StringComparer.Ordinal);
    }

    /// <summary>All, by code.</summary>
    public ImmutableArray<Participant> Participants { get; }

    /// <summary>The participant of that code, or null.</summary>
    public Participant? Find(string code) => _participants.GetValueOrDefault(code);

    /// <summary>The same directory with one point of contact in place of the one of its id.</summary>
    /// <exception cref="ArgumentException">The key of the new one has another seat.</exception>
    public Directory With(string participant, Poc poc) => new(Participants.Select(p => p.Code != participant ? p
        : p with { Pocs = [.. p.Pocs.Select(old => old.Id == poc.Id ? poc : old)] }));

    /// <summary>Who the key of that thumbprint speaks for, or null.</summary>
    public Seat? SeatOf(string keyId) => _seats.GetValueOrDefault(keyId);

    /// <summary>
    /// The public key of that thumbprint, or null; the form that envelopes and tokens are opened with.
    /// </summary>
    public VerificationKey? Key(string keyId) => SeatOf(keyId)?.Key;
}
