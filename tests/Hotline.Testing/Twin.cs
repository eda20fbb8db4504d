using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace Hotline.Testing;

/// <summary>
/// The other signature that everybody can make of one: with (r, s) there is always (r, n − s), and standard signers
/// produce both.
/// </summary>
public static class Twin
{
    // The order of P-256.
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    /// <summary>A compact JWS with the same signing input and the other signature.</summary>
    public static string Of(string compact)
    {
        var at = compact.LastIndexOf('.') + 1;
        var signature = Base64Url.DecodeFromChars(compact.AsSpan(at));
        var half = signature.AsSpan(signature.Length / 2);
        var other = Order - new BigInteger(half, isUnsigned: true, isBigEndian: true);
        half.Clear();
        var bytes = other.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(half[^bytes.Length..]);
        return compact[..at] + Base64Url.EncodeToString(signature);
    }
}
