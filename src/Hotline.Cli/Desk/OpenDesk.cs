using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Cli.Desk;

/// <summary>The user's place: profile and key, the hub, the directory, the inbox.</summary>
internal sealed class OpenDesk : IDisposable
{
    private readonly World _world;

    private OpenDesk(ProfileFile file, Profile profile, World world)
    {
        _world = world;
        File = file;
        Profile = profile;
        Key = SigningKey.FromJwk(profile.Key).Value;
        Api = new HotlineApi(profile, world.Clock);
        Directory = DirectoryCache.Read(file.DirectoryPath);
        Inbox = new EnvelopeStore(file.InboxPath);
        Messages = new Messages(profile, Key, new MessageIds(Api.Clock), Api.Clock);
    }

    public ProfileFile File { get; }

    public Profile Profile { get; }

    public SigningKey Key { get; }

    public HotlineApi Api { get; }

    public DirectoryCache Directory { get; }

    public EnvelopeStore Inbox { get; }

    public Messages Messages { get; }

    /// <summary>Opens the desk of a profile. Refusals 6011 to 6013, 6041.</summary>
    /// <param name="path">The profile; null when none was named.</param>
    /// <param name="hub">Another address for the hub; null for the profile's.</param>
    /// <param name="world">The world.</param>
    public static Outcome<OpenDesk> Open(string? path, string? hub, World world)
    {
        path ??= world.Environment("HOTLINE_PROFILE") is { Length: > 0 } named ? named : null;
        if (path is null)
        {
            return CliErrors.NoProfileNamed();
        }
        if (!ProfileFile.Read(path).Try(out var file, out var refusal))
        {
            return refusal;
        }
        if (file.Warning is { } warning)
        {
            world.Error.WriteLine("warning: " + Screens.Plain.Line(warning));
        }
        var profile = hub is null ? file.Profile : file.Profile.At(hub);
        return profile is null ? CliErrors.BadHub(hub!) : new OpenDesk(file, profile, world);
    }

    /// <summary>
    /// Checks an envelope against the directory; fetches the directory again when the key is not in it.
    /// </summary>
    public async Task<Outcome<SignedEnvelope>> CheckAsync(string compact, CancellationToken stop)
    {
        var opened = Directory.Open(compact);
        return opened.Refusal is { Number: 1022 } && await RefreshAsync(stop) ? Directory.Open(compact) : opened;
    }

    /// <summary>
    /// Fetches the directory. Without a hub the answer is what is known here; nobody waits long for it.
    /// </summary>
    public Task<bool> RefreshAsync(CancellationToken stop) =>
        ShortlyAsync(soon => Directory.RefreshAsync(Api, _world.Clock, soon), stop);

    /// <summary>
    /// Sets <see cref="HotlineApi.Clock"/> by the hub, for what is signed next: this machine's clock may be wrong.
    /// Without a hub it stays this machine's; nobody waits long for it.
    /// </summary>
    public Task SetClockAsync(CancellationToken stop) => ShortlyAsync(Api.SetClockAsync, stop);

    /// <summary>
    /// The message that opened an exchange, from the inbox or from the hub, checked. The id may be that of any message
    /// of the exchange.
    /// </summary>
    public async Task<Outcome<SignedEnvelope>> OpeningAsync(MessageId id, CancellationToken stop)
    {
        var compact = Inbox.Find(id);
        if (compact is null && !(await Api.EnvelopeAsync(id, stop)).Try(out compact, out var refusal))
        {
            return refusal;
        }
        var checkedOne = await CheckAsync(compact, stop);
        return checkedOne.Try(out var signed, out _)
            && !signed.Envelope.Opens ? await OpeningAsync(signed.Envelope.Exchange, stop) : checkedOne;
    }

    /// <summary>The subject of a message that is in the inbox; only what was checked is there.</summary>
    public string? Subject(MessageId id) => Inbox.Find(id) is { } compact
        && Directory.Open(compact).Try(out var signed, out _) ? signed.Envelope.Subject : null;

    private async Task<bool> ShortlyAsync(Func<CancellationToken, Task<Refusal?>> ask, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _world.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await ask(either.Token) is null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Api.Dispose();
        Key.Dispose();
    }
}
