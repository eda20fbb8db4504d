namespace Hotline.Benchmarks.Overload;

/// <summary>What a hub is attacked with.</summary>
/// <param name="Idle">Connections that do nothing, half of them by SignalR, half by MQTT.</param>
/// <param name="Silent">Readers that follow the feed and never read; who is cut comes again.</param>
/// <param name="Flood">Large routine messages under way, as fast as the hub takes or refuses them.</param>
/// <param name="Reports">Reports that are asked for at once, again and again.</param>
internal sealed record AttackOptions(int Idle, int Silent, int Flood, int Reports)
{
    /// <summary>From four numbers.</summary>
    public static AttackOptions Of(int[] n) => new(n[0], n[1], n[2], n[3]);
}
