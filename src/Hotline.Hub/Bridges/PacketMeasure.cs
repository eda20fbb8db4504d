namespace Hotline.Hub.Bridges;

/// <summary>Follows the bytes of a line from packet to packet (MQTT 5 §2.1), however they are cut up.</summary>
/// <param name="most">Most bytes of one packet after its fixed header.</param>
public sealed class PacketMeasure(int most)
{
    private int _lengthBytes;
    private int _length;
    private int _left;
    private bool _inHeader;

    /// <summary>Looks at the next bytes.</summary>
    /// <exception cref="BridgeDownException">A packet is larger, or its length is none.</exception>
    public void Follow(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_left > 0)
            {
                var skipped = Math.Min(_left, bytes.Length);
                _left -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            if (!_inHeader)
            {
                (_inHeader, _length, _lengthBytes) = (true, 0, 0);
            }
            else
            {
                _length |= (bytes[0] & 0x7F) << (7 * _lengthBytes++);
                _inHeader = (bytes[0] & 0x80) != 0;
                if (_length > most || (_inHeader && _lengthBytes == 4))
                {
                    throw new BridgeDownException(
                        $"the broker sent a packet of more than {most} bytes: limit its packet size");
                }
                _left = _inHeader ? 0 : _length;
            }
            bytes = bytes[1..];
        }
    }
}
