using System.Security.Cryptography;

namespace Hotline.Benchmarks.Machine;

/// <summary>
/// What this machine takes for the four things that no message can do without, one at a time, each a median in
/// milliseconds.
/// </summary>
/// <param name="AppendMs">One 1 KiB append and fdatasync.</param>
/// <param name="RoundTripMs">One loopback round trip of 1 KiB.</param>
/// <param name="SignMs">One P-256 signature of 1 KiB.</param>
/// <param name="VerifyMs">One P-256 verification of 1 KiB.</param>
internal sealed record Floor(double AppendMs, double RoundTripMs, double SignMs, double VerifyMs)
{
    private const int WarmUp = 100;
    private const int Count = 1000;

    /// <summary>Their sum.</summary>
    public double P50Ms => AppendMs + RoundTripMs + SignMs + VerifyMs;

    /// <summary>Measures it, with files in a directory on the disk that the hub writes to.</summary>
    public static Floor Measure(string directory, TimeProvider clock)
    {
        var bytes = Incident.Bytes(1024);
        using var file = new DurableAppend(directory);
        using var echo = new LoopbackEcho();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = key.SignData(bytes, HashAlgorithmName.SHA256);
        return new Floor(
            Samples.Of(clock, WarmUp, Count, () => file.Append(bytes)).P50Ms,
            Samples.Of(clock, WarmUp, Count, () => echo.RoundTrip(bytes)).P50Ms,
            Samples.Of(clock, WarmUp, Count, () => key.SignData(bytes, HashAlgorithmName.SHA256)).P50Ms,
            Samples.Of(clock, WarmUp, Count, () => key.VerifyData(bytes, signature, HashAlgorithmName.SHA256)).P50Ms);
    }
}
