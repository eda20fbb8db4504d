using System.Text;

namespace Hotline.Benchmarks.Report;

/// <summary>The figures for people.</summary>
internal static class Table
{
    private const double ReachTimesFloor = 4;
    private const double ReachShareOfCeiling = 0.5;
    private const double ReachMiB = 300;

    public static string Of(Figures f)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));

        Line($"Floor of this machine, medians ({f.Cores} cores, {f.FileSystem}):");
        Line($"  1 KiB append + fdatasync {f.Floor.AppendMs,9:0.000} ms");
        Line($"  loopback round trip      {f.Floor.RoundTripMs,9:0.000} ms");
        Line($"  P-256 sign               {f.Floor.SignMs,9:0.000} ms");
        Line($"  P-256 verify             {f.Floor.VerifyMs,9:0.000} ms");
        Line($"  together                 {f.Floor.P50Ms,9:0.000} ms");
        Line($"Signature ceiling          {f.SignatureCeilingPerSecond,9:0} messages/s");
        Line($"  (2 signatures and 4 verifications each, nothing else, all cores)");
        Line($"");
        Line($"                     one in flight                  many in flight");
        const string Rest = "p50 ms    p99 ms   fsyncs   peak MiB";
        Line($"           p50 ms    p99 ms   ×floor   fsyncs     msg/s  of ceiling    {Rest}");
        foreach (var (name, c) in Carriers(f))
        {
            var (l, t) = (c.Latency, c.Throughput);
            var one = FormattableString.Invariant(
                $"{l.P50Ms,9:0.000}{l.P99Ms,10:0.000}{l.TimesFloor,9:0.00}{l.FsyncsPerMessage,9:0.00}");
            var many = FormattableString.Invariant(
                $"{t.PerSecond,10:0}{t.ShareOfCeiling,12:0%}{t.P50Ms,10:0.0}{t.P99Ms,10:0.0}");
            var hub = FormattableString.Invariant($"{c.FsyncsPerMessage,9:0.000}{c.PeakMiB,11:0}");
            Line($"{name,-8}{one}{many}{hub}");
        }
        Line($"");
        Line($"The hub's writes:    one in flight                               many in flight");
        Line($"           KiB/msg   to disk    calls   pages/commit        KiB/msg   to disk    calls   pages/commit");
        foreach (var (name, c) in Carriers(f))
        {
            Line($"{name,-8}{Written(c.Latency.Writes)}     {Written(c.Throughput.Writes)}");
        }
        Line($"");
        Line($"A message is 1 KiB of content, signed, on disk, received, verified, and its signed acknowledgement");
        Line($"on disk, received and verified. One in flight is timed from submitting a message that is signed");
        Line($"already; many in flight include its signature.");
        Line($"Set otherwise than shipped: {string.Join(", ", f.Settings)}.");
        foreach (var (name, c) in Carriers(f))
        {
            Line($"{name}: {Sentence(c)}");
        }
        return text.ToString();
    }

    private static IEnumerable<(string Name, CarrierFigures Figures)> Carriers(Figures f) =>
        from c in new[] { ("signalr", f.SignalR), ("mqtt", f.Mqtt) }
        where c.Item2 is not null
        select (c.Item1, c.Item2);

    private static string Written(WriteFigures? w) => w is null
        ? $"{"–",10}{"–",10}{"–",9}{"–",15}"
        : FormattableString.Invariant(
            $"{w.BytesPerMessage / 1024,10:0.0}{w.DiskBytesPerMessage / 1024,10:0.0}{w.CallsPerMessage,9:0.0}")
          + FormattableString.Invariant($"{w.PagesPerCommit,15:0.0}");

    private static string Sentence(CarrierFigures c)
    {
        var (floor, share) = (c.Latency.TimesFloor, c.Throughput.ShareOfCeiling);
        var latency = Word(floor <= ReachTimesFloor);
        var throughput = Word(share >= ReachShareOfCeiling);
        var memory = Word(c.PeakMiB <= ReachMiB);
        string[] parts =
        [
            $"{latency} in latency ({floor:0.0} times the floor; the reach is {ReachTimesFloor:0})",
            $"{throughput} in throughput ({share:0%} of the signature ceiling; the reach is {ReachShareOfCeiling:0%})",
            $"{memory} in memory ({c.PeakMiB:0} MiB; the reach is {ReachMiB:0}).",
        ];
        return string.Join(", ", parts);
    }

    private static string Word(bool reached) => reached ? "reached" : "fell short";
}
