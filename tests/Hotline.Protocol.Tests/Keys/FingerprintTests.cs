using System.Buffers.Text;
using FsCheck.Fluent;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Keys;

public sealed class FingerprintTests
{
    /// <summary>The first is the example key of RFC 7638 §3.1; the others are all bits clear, and all set.</summary>
    [Theory]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "6WVC-QCBR-FJW3")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "0000-0000-0000")]
    [InlineData("__________________________________________8", "ZZZZ-ZZZZ-ZZZZ")]
    public void A_fingerprint_is_the_first_sixty_bits_in_Crockfords_base_32(string thumbprint, string fingerprint) =>
        Assert.Equal(fingerprint, Fingerprint.Of(thumbprint));

    [Fact]
    public void Only_the_first_sixty_bits_count_and_each_of_them_does()
    {
        var hash = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(32);
        (from bytes in hash from bit in Gen.Choose(0, 255) select (bytes, bit)).ToArbitrary().Holds(one =>
        {
            var other = one.bytes.ToArray();
            other[one.bit / 8] ^= (byte)(0x80 >> one.bit % 8);
            return Of(one.bytes) == Of(other) == one.bit >= 60;
        });

        static string Of(byte[] bytes) => Fingerprint.Of(Base64Url.EncodeToString(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9X")]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xt")]
    public void What_is_no_thumbprint_has_no_fingerprint(string text) =>
        Assert.Throws<ArgumentException>(() => Fingerprint.Of(text));

    [Theory]
    [InlineData("6WVC-QCBR-FJ01")]
    [InlineData("6wvc-qcbr-fj01")]
    [InlineData("6WVCQCBRFJ01")]
    [InlineData(" 6wvc qcbr fjol ")]
    [InlineData("6WVC-QCBR-FJOI")]
    public void What_people_type_is_read(string typed)
    {
        Assert.True(Fingerprint.TryParse(typed, out var fingerprint));
        Assert.Equal("6WVC-QCBR-FJ01", fingerprint);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6WVC-QCBR-FJW")]
    [InlineData("6WVC-QCBR-FJW33")]
    [InlineData("6WVC-QCBR-FJWU")]
    [InlineData("6WVC_QCBR_FJW3")]
    [InlineData("６WVC-QCBR-FJW3")]
    public void Anything_else_is_no_fingerprint(string? typed)
    {
        Assert.False(Fingerprint.TryParse(typed, out var fingerprint));
        Assert.Null(fingerprint);
    }
}
