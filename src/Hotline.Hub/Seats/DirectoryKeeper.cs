using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Seats;

/// <summary>Why a key was added.</summary>
public enum KeyOrigin
{
    /// <summary>An administrator of the participant approved it.</summary>
    Approved,

    /// <summary>Somebody took the seat in the exercise; such a key makes room for later ones.</summary>
    Exercise,
}

/// <summary>A key that has a seat.</summary>
/// <param name="Seat">Which.</param>
/// <param name="IsNew">False when it had it already.</param>
public sealed record SeatedKey(Seat Seat, bool IsNew);

/// <summary>
/// Owns <c>DATA/directory.json</c> while the hub runs. Whoever takes in what the operator changed, or adds a key, does
/// so here and one at a time, so that a reader never puts an older directory in force than a writer has. A change is
/// written aside, synced and moved into place before it is in force: a crash leaves the old file or the new one. This
/// is the place that entries signed by each participant's root will take.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="rulebook">Where the directory is in force.</param>
/// <param name="keys">Has the journal say which keys speak.</param>
/// <param name="log">The log.</param>
public sealed class DirectoryKeeper(string path, Rulebook rulebook, KeyRecord keys, ILogger<DirectoryKeeper> log)
    : IDisposable
{
    /// <summary>Most keys of one point of contact.</summary>
    public const int KeysPerPoc = 32;

    private const int Tries = 3;
    private readonly SemaphoreSlim _turn = new(1);
    private DateTime _seen = File.GetLastWriteTimeUtc(path);

    /// <summary>
    /// False while the file, as last seen, has faults: then it is the operator's to mend, and nothing is written over
    /// it.
    /// </summary>
    private bool _sound = true;

    /// <summary>Before the doors open: every key of the directory at start is on record, and none that left.</summary>
    /// <returns>False when the journal did not take it.</returns>
    public async Task<bool> StartAsync(CancellationToken ct)
    {
        await keys.OpenAsync(ct);
        return await keys.AdmitAsync(rulebook.Directory, ct) && await keys.RemoveAsync(rulebook.Directory, ct);
    }

    /// <summary>
    /// Puts the file in force if somebody else has changed it. With faults it is logged, and the old directory stays: a
    /// typing error must not lock everybody out.
    /// </summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (File.GetLastWriteTimeUtc(path) != _seen && await TakeInAsync(ct) is { } directory)
            {
                HubLog.DirectoryReplaced(log, directory.Participants.Length);
            }

            // What the journal did not take before.
            await keys.RemoveAsync(rulebook.Directory, ct);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            HubLog.DirectoryRefused(log, broken.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Lets a key speak for a point of contact, from now on. The same again changes nothing. Refusals 4021, 4022, 4026,
    /// 4027.
    /// </summary>
    /// <param name="participant">The participant.</param>
    /// <param name="poc">The point of contact there.</param>
    /// <param name="key">The key.</param>
    /// <param name="origin">Why.</param>
    /// <param name="why">Why, for the log.</param>
    /// <param name="ct">Gives up while others change it.</param>
    public async Task<Outcome<SeatedKey>> AddKeyAsync(
        string participant, string poc, VerificationKey key, KeyOrigin origin, string why, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // From here on it is done whole, whoever asked may go.
            return await AddAsync(participant, poc, key, origin, why);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            HubLog.DirectoryRefused(log, broken.Message);
            return SeatErrors.DirectoryNotWritable();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Outcome<SeatedKey>> AddAsync(
        string participant, string poc, VerificationKey key, KeyOrigin origin, string why)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            // The operator may have changed the file a moment ago: what is added is added to that.
            if (await TakeInAsync(CancellationToken.None) is not { } directory)
            {
                return SeatErrors.DirectoryNotWritable();
            }
            if (directory.SeatOf(key.Id) is { } has)
            {
                return has.Participant == participant && has.Poc.Id == poc
                    ? new SeatedKey(has, IsNew: false) : SeatErrors.KeyElsewhere();
            }
            if (directory.Find(participant)?.Poc(poc) is not { } contact)
            {
                return SeatErrors.NoSuchSeat(participant, poc);
            }
            if (!WithRoom(contact, participant, origin).Try(out var roomy, out var refusal))
            {
                return refusal;
            }
            var grown = WithKey(roomy, key, origin);
            var changed = directory.With(participant, grown);
            if (!await keys.AdmitAsync(changed, CancellationToken.None))
            {
                return SeatErrors.DirectoryNotWritable();
            }
            if (File.GetLastWriteTimeUtc(path) == _seen)
            {
                PutInForce(changed);
                await keys.RemoveAsync(changed, CancellationToken.None);
                HubLog.KeyAdded(log, Fingerprint.Of(key.Id), participant, poc, why);
                return new SeatedKey(new Seat(participant, grown, key), IsNew: true);
            }
        }
        HubLog.DirectoryRefused(log, "It is being changed at the same time.");
        return SeatErrors.DirectoryNotWritable();
    }

    /// <summary>On disk first.</summary>
    private void PutInForce(Core.Directory.Directory changed)
    {
        SecretFile.Write(path, DirectoryFile.Write(changed.Participants));
        _seen = File.GetLastWriteTimeUtc(path);
        rulebook.Replace(changed);
    }

    private static Poc WithKey(Poc poc, VerificationKey key, KeyOrigin origin) => poc with
    {
        Keys = [.. poc.Keys, key],
        Guests = origin == KeyOrigin.Exercise ? [.. poc.Guests, key.Id] : poc.Guests,
    };

    /// <summary>
    /// Reads the file if it has changed, and puts it in force; null when it has faults, which are logged once.
    /// </summary>
    private async Task<Core.Directory.Directory?> TakeInAsync(CancellationToken ct)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (written == _seen)
        {
            return _sound ? rulebook.Directory : null;
        }
        (_seen, _sound) = (written, false);
        var (directory, faults) = DirectoryFile.Read(File.ReadAllBytes(path));
        if (directory is null)
        {
            HubLog.DirectoryRefused(log, string.Join(" ", faults));
            return null;
        }
        _sound = true;
        if (!keys.HasAll(directory))
        {
            // Who has left is silent at once; who is new speaks when the journal says so.
            rulebook.Replace(keys.OnRecord(directory));
            if (!await keys.AdmitAsync(directory, ct))
            {
                _seen = default;
                return null;
            }
        }
        rulebook.Replace(directory);
        await keys.RemoveAsync(directory, ct);
        return directory;
    }

    /// <summary>
    /// The point of contact with room for one more key. Only a key that took its seat in the exercise gives way, the
    /// oldest first.
    /// </summary>
    private static Outcome<Poc> WithRoom(Poc poc, string participant, KeyOrigin origin)
    {
        if (poc.Keys.Length < KeysPerPoc)
        {
            return poc;
        }
        return origin == KeyOrigin.Exercise && !poc.Guests.IsEmpty
            ? poc with { Keys = poc.Keys.RemoveAll(k => k.Id == poc.Guests[0]), Guests = poc.Guests[1..] }
            : SeatErrors.SeatFull(participant, poc.Id, KeysPerPoc);
    }
}
