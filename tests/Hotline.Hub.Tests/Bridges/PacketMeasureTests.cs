using Hotline.Hub.Bridges;

namespace Hotline.Hub.Tests.Bridges;

public sealed class PacketMeasureTests
{
    // PINGRESP, a PUBLISH of 5 bytes, one of 200.
    private static readonly byte[] Line = [0xD0, 0, 0x30, 5, 1, 2, 3, 4, 5, 0x30, 0xC8, 1, .. new byte[200], 0xD0, 0];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Packets_within_the_limit_pass_however_they_are_cut_up(int piece)
    {
        var measure = new PacketMeasure(most: 200);
        foreach (var part in Enumerable.Repeat(Line, 3).SelectMany(b => b).Chunk(piece))
        {
            measure.Follow(part);
        }
    }

    [Fact]
    public void A_larger_packet_is_not_let_begin()
    {
        var measure = new PacketMeasure(most: 199);
        measure.Follow(Line.AsSpan(0, 11));
        Assert.Throws<BridgeDownException>(() => measure.Follow(Line.AsSpan(11, 1)));
    }

    [Fact]
    public void A_length_of_five_bytes_is_none() => Assert.Throws<BridgeDownException>(
        () => new PacketMeasure(int.MaxValue).Follow([0x30, 0x80, 0x80, 0x80, 0x80, 1]));
}
