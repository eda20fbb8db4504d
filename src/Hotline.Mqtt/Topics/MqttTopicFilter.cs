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
    /// Null when the filter may be subscribed to. Else 0x8F: too long, too many levels, or a wildcard that does not
    /// stand alone in its level or, for <c>#</c>, is not the last one.
    /// </summary>
    public static MqttFault? Fault(ReadOnlySpan<char> filter, MqttLimits limits)
    {
        if (filter.IsEmpty)
            return Invalid("The topic filter is empty.");
        if (Encoding.UTF8.GetByteCount(filter) > limits.MaxTopicBytes)
            return Invalid("The topic filter is longer than this endpoint takes.");
        if (filter.Count('/') >= limits.MaxTopicLevels)
            return Invalid("The topic filter has more levels than this endpoint takes.");
        for (var rest = filter; ;)
        {
            var slash = rest.IndexOf('/');
            var level = slash < 0 ? rest : rest[..slash];
            if (level.Length > 1 && level.IndexOfAny('+', '#') >= 0)
                return Invalid("A wildcard must fill a whole level of the topic filter.");
            if (slash < 0)
                return null;
            if (level is "#")
                return Invalid("The wildcard # must be the last level of the topic filter.");
            rest = rest[(slash + 1)..];
        }
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
