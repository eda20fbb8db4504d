using System.Net;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// How fast MQTT connections may come, from one address and with one key, and how fast one key may subscribe. Each may
/// come in bursts of ten seconds' worth.
/// </summary>
public sealed class MqttRates(LimitSettings limits) : IDisposable
{
    private const int Burst = 10;
    private readonly Buckets<AddressGroup> _addresses = Of<AddressGroup>(limits.MqttConnectsPerSecondPerAddress);
    private readonly Buckets<string> _connects = Of<string>(limits.MqttConnectsPerSecond);
    private readonly Buckets<string> _subscribes = Of<string>(limits.MqttSubscribesPerSecond);

    /// <summary>Null when one more may come from there, whoever it is. Asked before its token is looked at.</summary>
    public Refusal? Connect(IPAddress? from) => _addresses.Take(AddressGroup.Of(from))
        ? null : AccessErrors.TooManyConnects(limits.MqttConnectsPerSecondPerAddress);

    /// <summary>Null when the seat's key may begin one more.</summary>
    public Refusal? Connect(Seat seat) =>
        _connects.Take(seat.Key.Id) ? null : AccessErrors.TooManyConnects(limits.MqttConnectsPerSecond);

    /// <summary>Null when the seat's key may subscribe to one more filter.</summary>
    public Refusal? Subscribe(Seat seat) =>
        _subscribes.Take(seat.Key.Id) ? null : AccessErrors.TooManySubscribes(limits.MqttSubscribesPerSecond);

    public void Dispose()
    {
        _addresses.Dispose();
        _connects.Dispose();
        _subscribes.Dispose();
    }

    private static Buckets<T> Of<T>(int perSecond)
        where T : notnull => new(perSecond, perSecond * Burst);
}
