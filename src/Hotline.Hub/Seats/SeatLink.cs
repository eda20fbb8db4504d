using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hotline.Contract.Wire;

namespace Hotline.Hub.Seats;

/// <summary>
/// What only the person at this machine has: a secret that the hub makes anew at each start. Whoever shows it may take
/// a seat of the exercise; where a request comes from proves nothing, since a proxy or a forwarded port brings
/// anybody's. It stands after the # of a link, which browsers send to nobody, and the link in a file that only the
/// hub's user reads.
/// </summary>
public sealed class SeatLink
{
    private const int Bytes = 16;
    private readonly string _secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The file of the link, in the data directory.</summary>
    public static string PathIn(string data) => Path.Combine(data, OpenSeats.ExerciseFolder, "link");

    /// <summary>The link to a hub at that address.</summary>
    public string To(string address) => $"{address}/#seat={_secret}";

    /// <summary>True for a request that shows the secret.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        var shown = request.Headers[HttpPaths.SeatSecretHeader].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(_secret));
    }
}
