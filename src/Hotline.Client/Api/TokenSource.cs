using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;

namespace Hotline.Client;

/// <summary>
/// Access tokens of one key for one hub; one is used for up to half of its life, so that it never expires on the way.
/// Thread-safe.
/// </summary>
internal sealed class TokenSource(SigningKey key, string audience, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(4);
    private readonly Lock _lock = new();
    private string? _token;
    private long _issued;

    /// <summary>A token with at least half of its life before it.</summary>
    public string Current()
    {
        lock (_lock)
        {
            return _token is not null && clock.GetElapsedTime(_issued) < Life / 2 ? _token : Issue();
        }
    }

    /// <summary>A token made now.</summary>
    public string Fresh()
    {
        lock (_lock)
        {
            return Issue();
        }
    }

    private string Issue()
    {
        _issued = clock.GetTimestamp();
        return _token = AccessToken.Issue(key, audience, clock.GetUtcNow(), Life);
    }
}
