using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Durable;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Client;

/// <summary>Whose key it is, or was.</summary>
/// <param name="Participant">The participant's code.</param>
/// <param name="Poc">The point of contact there; of a key that has left, as it was when the key was admitted.</param>
/// <param name="Key">The key.</param>
/// <param name="Left">When the key left the directory; null while it speaks.</param>
public sealed record KeyOwner(string Participant, PocView Poc, VerificationKey Key, DateTimeOffset? Left = null);

/// <summary>
/// The hub's directory as last fetched, kept in a file so that signatures can be checked without the hub. It says whose
/// a key is as of <see cref="AsOf"/>; a key revoked since is not known to be. Thread-safe.
/// </summary>
public sealed class DirectoryCache
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // A hub takes messages that say they are made up to an hour after its own time, where its operator allows that.
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(1);

    private readonly string? _path;
    private volatile Index _index;

    private DirectoryCache(string? path, Index index) => (_path, _index) = (path, index);

    /// <summary>The directory; without participants when none was ever fetched.</summary>
    public DirectoryView View => _index.View;

    /// <summary>When it was fetched; null when never.</summary>
    public DateTimeOffset? AsOf => _index.AsOf;

    /// <summary>One that is kept in memory only, and empty until it is fetched.</summary>
    public static DirectoryCache InMemory() => new(null, Index.Of(new DirectoryView([], []), null));

    /// <summary>Reads the cache; one that is absent or damaged is empty and will be fetched again.</summary>
    /// <param name="path">The file, see <see cref="ProfileFile.DirectoryPath"/>.</param>
    public static DirectoryCache Read(string path)
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(
                File.ReadAllBytes(path), WireJson.Default.DirectoryView) is { } view && IsWhole(view))
            {
                return new DirectoryCache(path, Index.Of(view, new DateTimeOffset(File.GetLastWriteTimeUtc(path))));
            }
        }
        catch (Exception damaged) when (damaged is JsonException or IOException or UnauthorizedAccessException)
        {
            // A cache: whoever needs it fetches it again.
        }
        return new DirectoryCache(path, Index.Of(new DirectoryView([], []), null));
    }

    /// <summary>
    /// Fetches the directory and keeps it. A file that cannot be written is no failure: the directory is used from
    /// memory.
    /// </summary>
    /// <param name="api">The hub.</param>
    /// <param name="clock">The time that it will be as of.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null when it was fetched.</returns>
    public async Task<Refusal?> RefreshAsync(HotlineApi api, TimeProvider clock, CancellationToken stop = default)
    {
        if (!(await api.DirectoryAsync(stop)).Try(out var view, out var refusal))
        {
            return refusal;
        }
        if (!IsWhole(view))
        {
            return ClientErrors.NotUnderstood("the directory holds null where a participant, contact or key is meant.");
        }
        _index = Index.Of(view, clock.GetUtcNow());
        if (_path is null)
        {
            return null;
        }
        try
        {
            DurableFile.Write(
                _path, JsonSerializer.SerializeToUtf8Bytes(view, WireJson.Default.DirectoryView), Readable);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Only the offline commands lose by it, and they say that nothing is known.
        }
        return null;
    }

    /// <summary>Whose the key of a thumbprint is, or was; null when nobody ever had it.</summary>
    /// <param name="keyId">RFC 7638 thumbprint.</param>
    public KeyOwner? Owner(string keyId) => _index.Keys.GetValueOrDefault(keyId);

    /// <summary>The key of a thumbprint, also of one that has left; null when nobody ever had it.</summary>
    /// <param name="keyId">RFC 7638 thumbprint.</param>
    public VerificationKey? Key(string keyId) => Owner(keyId)?.Key;

    /// <summary>
    /// Reads an envelope, checks its signature, and that the key is that of the point of contact it names. A key that
    /// has left is good for messages of its time; <see cref="Owner"/> tells. Refusals 1001 to 1023, 6026.
    /// </summary>
    /// <param name="compact">Compact JWS.</param>
    public Outcome<SignedEnvelope> Open(string compact)
    {
        if (!SignedEnvelope.Open(compact, Key).Try(out var signed, out var refusal))
        {
            return refusal;
        }
        var (from, sender) = (signed.Envelope.From, signed.Envelope.Sender);
        if (_index.Seats.GetValueOrDefault((signed.KeyId, from, sender)) is not { } owner)
        {
            return EnvelopeErrors.NotYourKey(from, sender);
        }
        return owner.Left is { } left && signed.Envelope.Created > left + MostAhead
            ? ClientErrors.SignedAfterLeaving(from, sender, left) : signed;
    }

    /// <summary>No null among what it lists: the reader of JSON lets those pass.</summary>
    private static bool IsWhole(DirectoryView view) =>
        !view.Participants.IsDefault && !view.Former.IsDefault && view.Former.All(f => f?.Key is not null)
        && view.Participants.All(p => p is { Pocs.IsDefault: false }
            && p.Pocs.All(poc => poc is { Keys.IsDefault: false } && poc.Keys.All(key => key is not null)));

    /// <param name="View">The directory.</param>
    /// <param name="Keys">Whose a key is; of one that has left, whose it was last.</param>
    /// <param name="Seats">Every seat that a key has or had: one may leave a seat and take another.</param>
    /// <param name="AsOf">When it was fetched.</param>
    private sealed record Index(
        DirectoryView View, Dictionary<string, KeyOwner> Keys, Dictionary<(string, string, string), KeyOwner> Seats,
        DateTimeOffset? AsOf)
    {
        public static Index Of(DirectoryView view, DateTimeOffset? asOf)
        {
            var keys = new Dictionary<string, KeyOwner>(StringComparer.Ordinal);
            var seats = new Dictionary<(string, string, string), KeyOwner>();
            foreach (var former in view.Former)
            {
                if (VerificationKey.FromJwk(former.Key).Try(out var key, out _))
                {
                    var poc = new PocView(former.Poc, former.Role, former.Title, [], "", [former.Key]);
                    Add(new KeyOwner(former.Participant, poc, key, former.Until));
                }
            }
            foreach (var participant in view.Participants)
            {
                foreach (var poc in participant.Pocs)
                {
                    foreach (var jwk in poc.Keys)
                    {
                        if (VerificationKey.FromJwk(jwk).Try(out var key, out _))
                        {
                            Add(new KeyOwner(participant.Code, poc, key));
                        }
                    }
                }
            }
            return new Index(view, keys, seats, asOf);

            void Add(KeyOwner owner)
            {
                keys[owner.Key.Id] = owner;
                seats[(owner.Key.Id, owner.Participant, owner.Poc.Id)] = owner;
            }
        }
    }
}
