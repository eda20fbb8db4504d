using System.Net;
using Hotline.Hub.Telemetry;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// Who was refused at a door, from which address: a log category of its own, for whoever watches for attacks. It holds
/// no token, path or content. Whoever is refused more often than <see cref="PerAddress"/> times a minute, and all
/// together more often than <see cref="InAll"/> times, is counted and no longer listed, so that an attack fills no
/// disk; the next line after that minute says how many those were. Thread-safe.
/// </summary>
public sealed class SecurityLog
{
    /// <summary>The category.</summary>
    public const string Category = "Hotline.Security";

    /// <summary>Lines a minute about one address (of IPv6: one /64 network).</summary>
    public const int PerAddress = 10;

    /// <summary>Lines a minute in all.</summary>
    public const int InAll = 300;

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressGroup, int> _listed = [];
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private long _began;
    private int _lines;
    private int _unlisted;

    /// <summary>Opens the category.</summary>
    public SecurityLog(ILoggerFactory logs, TimeProvider clock)
    {
        (_log, _clock) = (logs.CreateLogger(Category), clock);
        _began = clock.GetTimestamp();
    }

    /// <summary>Says that somebody was refused.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="door">Where.</param>
    /// <param name="address">From where; null when that is not known.</param>
    /// <param name="who">The seat or key of the token that was shown; null for none.</param>
    public void Refused(Refusal refusal, string door, IPAddress? address, string? who = null)
    {
        lock (_lock)
        {
            if (!MayList(AddressGroup.Of(address)))
            {
                return;
            }
        }
        var level = refusal.Class is RefusalClass.Unauthenticated or RefusalClass.Forbidden or RefusalClass.TooMany
            ? LogLevel.Warning : LogLevel.Information;
        HubLog.RefusedFrom(
            _log, level, refusal.Number, refusal.Name, door, (object?)address ?? "nowhere", who ?? "nobody");
    }

    private bool MayList(AddressGroup from)
    {
        if (_clock.GetElapsedTime(_began) >= TimeSpan.FromMinutes(1))
        {
            if (_unlisted > 0)
            {
                HubLog.RefusedUnlisted(_log, _unlisted);
            }
            _listed.Clear();
            (_began, _lines, _unlisted) = (_clock.GetTimestamp(), 0, 0);
        }
        var before = _listed.GetValueOrDefault(from);
        if (_lines == InAll || before == PerAddress)
        {
            _unlisted++;
            return false;
        }
        _lines++;
        _listed[from] = before + 1;
        return true;
    }
}
