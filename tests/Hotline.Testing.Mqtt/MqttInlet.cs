using System.IO.Pipelines;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>Packets from the server, one after the other.</summary>
internal sealed class MqttInlet(Stream stream, MqttDecoder decoder)
{
    private readonly PipeReader _reader = PipeReader.Create(
        stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    /// <summary>
    /// The next packet, or null at the end. Throws <see cref="MqttClosedException"/> for what is none.
    /// </summary>
    public async ValueTask<MqttPacket?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_reader.TryRead(out var read))
                read = await _reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var status = decoder.TryDecode(ref buffer, out var packet, out var fault);
            _reader.AdvanceTo(buffer.Start, status == MqttDecodeStatus.NeedMore ? buffer.End : buffer.Start);
            switch (status)
            {
                case MqttDecodeStatus.Packet:
                    return packet;
                case MqttDecodeStatus.Fault:
                    throw new MqttClosedException(fault!.Reason, $"What the server sent is not MQTT: {fault.Detail}");
                case MqttDecodeStatus.NeedMore:
                    if (read.IsCompleted)
                        return null;
                    break;
            }
        }
    }
}
