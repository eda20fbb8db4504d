using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;

namespace Hotline.Client;

/// <summary>
/// Access tokens of one key for one hub; one is used for up to half of its life, so that it never expires on the way.
/// Thread-safe.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="audience">The hub's id.</param>
/// <param name="clock">The hub's time, as far as it is known.</param>
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

    /// <summary>The clock was set: what was issued by the old time is not presented again.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _token = null;
        }
    }

    private string Issue()
    {
        _issued = clock.GetTimestamp();
        return _token = AccessToken.Issue(key, audience, clock.GetUtcNow(), Life);
    }
}
