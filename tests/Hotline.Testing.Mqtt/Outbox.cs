using System.Buffers;
using Hotline.Mqtt;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>
/// Packets on their way to the server. Writers fill one buffer while the other is being sent, so that everything
/// written in the meantime goes out in one piece.
/// </summary>
internal sealed class Outbox(Stream stream, MqttVersion version)
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _wake = new();
    private ArrayBufferWriter<byte> _filling = new(16 * 1024);
    private ArrayBufferWriter<byte> _sending = new(16 * 1024);
    private int _placesFilling;
    private bool _last;

    public void Write(MqttPacket packet)
    {
        lock (_gate)
            MqttEncoder.Write(_filling, packet, version);
        _wake.Set();
    }

    /// <summary>Writes a message; one without an answer gives its place back when it is sent.</summary>
    public void WriteMessage(MqttPublish message, ushort packetId)
    {
        lock (_gate)
        {
            MqttEncoder.WritePublish(
                _filling, version, message.Topic, message.Payload.Span, message.QoS, packetId, message.Duplicate,
                message.Retain, message.Properties);
            if (message.QoS == MqttQoS.AtMostOnce)
                _placesFilling++;
        }

        _wake.Set();
    }

    public void WriteAnswer(ushort packetId)
    {
        lock (_gate)
            MqttEncoder.WriteAnswer(_filling, version, MqttPacketType.PubAck, packetId, MqttReasonCode.Success, null);
        _wake.Set();
    }

    /// <summary>Send what there is, and stop.</summary>
    public void Finish()
    {
        lock (_gate)
            _last = true;
        _wake.Set();
    }

    public async Task RunAsync(Action<int> freePlaces, CancellationToken cancellationToken)
    {
        while (true)
        {
            int places;
            bool last;
            lock (_gate)
            {
                (_filling, _sending) = (_sending, _filling);
                (places, _placesFilling) = (_placesFilling, 0);
                last = _last;
            }

            if (_sending.WrittenCount > 0)
            {
                await stream.WriteAsync(_sending.WrittenMemory, cancellationToken);
                _sending.ResetWrittenCount();
                if (places > 0)
                    freePlaces(places);
            }
            else if (last)
            {
                return;
            }
            else
            {
                await _wake.WaitAsync();
            }
        }
    }
}
