using System.Collections.Concurrent;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>Holds every message until the test lets it go.</summary>
internal sealed class MessageGate
{
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<MqttPublishResult?>> _waiting = [];

    public MessageGate(NoticeBoard board) =>
        board.OnPublish = (message, _) => new ValueTask<MqttPublishResult?>(Of(message).Task);

    public int Count => _waiting.Count;

    public Task Reached(int count) =>
        RealTime.Until(() => Task.FromResult(Count >= count), $"{count} messages are with the application");

    public void Open(ushort id, MqttPublishResult? result = null) => _waiting[id].SetResult(result);

    private TaskCompletionSource<MqttPublishResult?> Of(MqttPublish message) =>
        _waiting.GetOrAdd(
            BitConverter.ToUInt16(message.Payload.Span), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
