namespace Hotline.Mqtt;

/// <summary>
/// What the codec takes from the other side before it says no. Every limit is checked on the declared length, before
/// anything of that length is allocated. Sizes are in bytes.
/// </summary>
public sealed record MqttLimits
{
    /// <summary>Largest whole packet, 1,024 to 16,777,216. Default 288 KiB. Beyond: 0x95.</summary>
    public int MaxPacketBytes { get; init; } = 288 * 1024;

    /// <summary>
    /// Largest QoS 1 or 2 PUBLISH that is skipped unread instead of ending the connection, 0 to 268,435,460. Default 16
    /// MiB; nothing of it but the topic is kept. So a server can refuse it by PUBACK with a sentence, which clients
    /// show to people; what ends a connection they often do not. 0: whatever exceeds <see cref="MaxPacketBytes"/> is a
    /// fault.
    /// </summary>
    public int MaxSkippedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Largest CONNECT, 256 to <see cref="MaxPacketBytes"/>. Default 16 KiB: strangers get less room. Beyond: 0x95.
    /// </summary>
    public int MaxConnectBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Longest topic name or filter, 1 to 65,535. Default 512. Beyond: 0x90 for a name, 0x8F for a filter.
    /// </summary>
    public int MaxTopicBytes { get; init; } = 512;

    /// <summary>Most levels (parts between slashes) of a topic, 1 to 128. Default 16. Beyond: 0x90 or 0x8F.</summary>
    public int MaxTopicLevels { get; init; } = 16;

    /// <summary>Longest client identifier, 23 to 65,535. Default 256. Beyond: 0x85.</summary>
    public int MaxClientIdBytes { get; init; } = 256;

    /// <summary>Most filters in one SUBSCRIBE or UNSUBSCRIBE, 1 to 1,024. Default 32. Beyond: 0x97.</summary>
    public int MaxFiltersPerPacket { get; init; } = 32;

    /// <summary>Most user properties of one packet, 0 to 1,024. Default 32. Beyond: 0x97.</summary>
    public int MaxUserProperties { get; init; } = 32;

    /// <summary>One sentence for each value that is out of its range; empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (SettingRange.Fault(nameof(MaxPacketBytes), MaxPacketBytes, 1024, 16 * 1024 * 1024) is { } a)
            yield return a;
        if (SettingRange.Fault(nameof(MaxSkippedBytes), MaxSkippedBytes, 0, 268_435_460) is { } h)
            yield return h;
        if (SettingRange.Fault(nameof(MaxConnectBytes), MaxConnectBytes, 256, MaxPacketBytes) is { } b)
            yield return b;
        if (SettingRange.Fault(nameof(MaxTopicBytes), MaxTopicBytes, 1, ushort.MaxValue) is { } c)
            yield return c;
        if (SettingRange.Fault(nameof(MaxTopicLevels), MaxTopicLevels, 1, 128) is { } d)
            yield return d;
        if (SettingRange.Fault(nameof(MaxClientIdBytes), MaxClientIdBytes, 23, ushort.MaxValue) is { } e)
            yield return e;
        if (SettingRange.Fault(nameof(MaxFiltersPerPacket), MaxFiltersPerPacket, 1, 1024) is { } f)
            yield return f;
        if (SettingRange.Fault(nameof(MaxUserProperties), MaxUserProperties, 0, 1024) is { } g)
            yield return g;
    }
}
