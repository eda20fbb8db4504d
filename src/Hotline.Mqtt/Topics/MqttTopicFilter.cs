using System.Text;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Topics;

/// <summary>Topic filters: what a client subscribes to (section 4.7). All comparison is ordinal.</summary>
public static class MqttTopicFilter
{
    private const string SharedPrefix = "$share/";

    /// <summary>True for a shared subscription, <c>$share/group/filter</c>.</summary>
    public static bool IsShared(ReadOnlySpan<char> filter) => filter.StartsWith(SharedPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Null when it is a topic filter (4.7, 4.8.2). Else 0x81: empty, a wildcard that does not stand alone in its level
    /// or, for <c>#</c>, is not the last one; in MQTT 5 a shared subscription without a group or a filter.
    /// </summary>
    public static MqttFault? FormFault(ReadOnlySpan<char> filter, MqttVersion version)
    {
        if (version == MqttVersion.V5 && IsShared(filter))
        {
            var rest = filter[SharedPrefix.Length..];
            var slash = rest.IndexOf('/');
            if (slash < 1 || rest[..slash].IndexOfAny('+', '#') >= 0)
                return MqttFault.Malformed("A shared subscription has no group, or one with a wildcard, or no filter.");
            filter = rest[(slash + 1)..];
        }

        if (filter.IsEmpty)
            return MqttFault.Malformed("The topic filter is empty.");
        for (var rest = filter; ;)
        {
            var slash = rest.IndexOf('/');
            var level = slash < 0 ? rest : rest[..slash];
            if (level.Length > 1 && level.IndexOfAny('+', '#') >= 0)
                return MqttFault.Malformed("A wildcard must fill a whole level of the topic filter.");
            if (slash < 0)
                return null;
            if (level is "#")
                return MqttFault.Malformed("The wildcard # must be the last level of the topic filter.");
            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>Null when the filter is within our limits; else 0x8F: too long, or too many levels.</summary>
    public static MqttFault? LimitFault(ReadOnlySpan<char> filter, MqttLimits limits)
    {
        if (Encoding.UTF8.GetByteCount(filter) > limits.MaxTopicBytes)
            return Invalid("The topic filter is longer than this endpoint takes.");
        if (filter.Count('/') >= limits.MaxTopicLevels)
            return Invalid("The topic filter has more levels than this endpoint takes.");
        return null;
    }

    /// <summary>
    /// Whether a message published to <paramref name="name"/> belongs to <paramref name="filter"/>; both must be valid.
    /// A filter that begins with a wildcard does not match names that begin with <c>$</c> (4.7.2).
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> name)
    {
        if (name.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#')))
            return false;
        while (true)
        {
            if (filter is "#")
                return true;
            var filterSlash = filter.IndexOf('/');
            var nameSlash = name.IndexOf('/');
            var level = filterSlash < 0 ? filter : filter[..filterSlash];
            if (level is not "+" && !level.SequenceEqual(nameSlash < 0 ? name : name[..nameSlash]))
                return false;
            if (filterSlash < 0 || nameSlash < 0)
            {
                // "a/#" also matches "a", its parent level (4.7.1.2).
                return (filterSlash < 0 && nameSlash < 0) || (nameSlash < 0 && filter[(filterSlash + 1)..] is "#");
            }

            filter = filter[(filterSlash + 1)..];
            name = name[(nameSlash + 1)..];
        }
    }

    private static MqttFault Invalid(string detail) => new(MqttReasonCode.TopicFilterInvalid, detail);
}
