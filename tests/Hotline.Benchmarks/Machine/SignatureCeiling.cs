using System.Security.Cryptography;

namespace Hotline.Benchmarks.Machine;

/// <summary>
/// How many messages a second the cores could carry if they did nothing but the two signatures and four verifications
/// of each: message and acknowledgement are each signed once, and verified by the hub and by the receiver.
/// </summary>
internal static class SignatureCeiling
{
    public const int Signatures = 2;
    public const int Verifications = 4;

    /// <summary>Messages a second with all cores busy.</summary>
    public static double Measure(TimeProvider clock, TimeSpan length)
    {
        var rates = new double[Environment.ProcessorCount];
        using var start = new Barrier(rates.Length);
        var threads = Enumerable.Range(0, rates.Length).Select(core => new Thread(() =>
        {
            var bytes = Incident.Bytes(1024);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Message(key, bytes);
            start.SignalAndWait();
            var begin = clock.GetTimestamp();
            var messages = 0;
            for (; clock.GetElapsedTime(begin) < length; messages++)
            {
                Message(key, bytes);
            }
            rates[core] = messages / clock.GetElapsedTime(begin).TotalSeconds;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return rates.Sum();
    }

    private static void Message(ECDsa key, byte[] bytes)
    {
        byte[] signature = [];
        for (var i = 0; i < Signatures; i++)
        {
            signature = key.SignData(bytes, HashAlgorithmName.SHA256);
        }
        for (var i = 0; i < Verifications; i++)
        {
            key.VerifyData(bytes, signature, HashAlgorithmName.SHA256);
        }
    }
}
