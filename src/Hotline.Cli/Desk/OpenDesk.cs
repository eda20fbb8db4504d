using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Cli.Desk;

/// <summary>The user's place: profile and key, the hub, the directory, the inbox.</summary>
internal sealed class OpenDesk : IDisposable
{
    private OpenDesk(ProfileFile file, Profile profile, World world)
    {
        File = file;
        Profile = profile;
        Key = SigningKey.FromJwk(profile.Key).Value;
        Directory = DirectoryCache.Read(file.DirectoryPath);
        Api = new HotlineApi(profile, world.Clock, directory: Directory);
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
    public Task<Outcome<SignedEnvelope>> CheckAsync(string compact, CancellationToken stop) =>
        Api.CheckAsync(compact, stop);

    /// <summary>
    /// The message that opened an exchange, from the inbox or from the hub, checked. The id may be that of any message
    /// of the exchange.
    /// </summary>
    public Task<Outcome<SignedEnvelope>> OpeningAsync(MessageId id, CancellationToken stop) =>
        Api.OpeningAsync(id, Inbox, stop);

    /// <summary>A message that is in the inbox, checked again; null when it is not there or not proven.</summary>
    public SignedEnvelope? Kept(MessageId id) => Inbox.Find(id) is { } compact
        && Directory.Open(compact).Try(out var signed, out _) && signed.Envelope.Id == id ? signed : null;

    /// <summary>
    /// What a list says of an exchange, held against the opening message in the inbox: the message counts where the two
    /// differ, and that is told (6024).
    /// </summary>
    public (ExchangeView View, Refusal? Alarm) Proven(ExchangeView view) => Kept(view.Id) is { } opening
        ? (HubWord.Corrected(view, opening), HubWord.Differs(view, opening)) : (view, null);

    public void Dispose()
    {
        Api.Dispose();
        Key.Dispose();
    }
}
