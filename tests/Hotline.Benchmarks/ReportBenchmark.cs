using System.Globalization;
using Hotline.Benchmarks.Hub;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using WireReport = Hotline.Contract.Wire.Report;

namespace Hotline.Benchmarks;

/// <summary>
/// How long the coordinator waits for response times, and whether anybody else waits for it: fills a hub of its own
/// with exchanges (one message to XB, who acknowledges and answers, and to XC, who is silent), asks for reports over
/// HTTP, and meanwhile times a message being accepted.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="exchanges">How many exchanges the journal holds.</param>
internal sealed class ReportBenchmark(TimeProvider clock, int exchanges)
{
    private const int InFlight = 64;
    private const int Runs = 15;
    private const int Submissions = 200;

    /// <summary>Runs it and prints what it found.</summary>
    public async Task RunAsync()
    {
        var place =
            Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"report-{Environment.ProcessId}"));
        try
        {
            await using var hub = await MeasuredHub.StartAsync(Path.Combine(place.FullName, "hub"));
            using Desk xa = new(hub.Profile("xa-officer"), clock), xb = new(hub.Profile("xb-officer"), clock), xz = new(
                hub.Profile("xz-coordinator"), clock);
            Console.Error.WriteLine(FormattableString.Invariant($"filling a hub with {exchanges} exchanges …"));
            await Parallel.ForAsync(0, exchanges, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (_,
                _) =>
            {
                var opening = xa.Opening();
                await xa.SendAsync(opening);
                await xb.SendAsync(xb.Messages.Acknowledge(opening.Envelope).Value);
                await xb.SendAsync(xb.Messages.Respond(opening.Envelope, null).Value);
            });

            var report = await xz.ReportAsync();
            Console.WriteLine(FormattableString.Invariant(
                $"{exchanges} exchanges, {report.Rows.Sum(r => r.Asked)} windows, {report.UpTo} entries"));
            Console.WriteLine($"first report      {await TimedAsync(xz.ReportAsync):0} ms");
            Print("report", await ManyAsync(Runs, xz.ReportAsync));
            Print("list of 500", await ManyAsync(Runs, xz.ListAsync));
            Print("submit, alone", await ManyAsync(Submissions, () => xa.SendAsync(xa.Opening())));
            using var enough = new CancellationTokenSource();
            var asking = Task.Run(async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await xz.ReportAsync();
                }
            });
            Print("submit, during reports", await ManyAsync(Submissions, () => xa.SendAsync(xa.Opening())));
            await enough.CancelAsync();
            await asking;
            Console.WriteLine(FormattableString.Invariant($"peak memory of the hub {hub.PeakMiB():0} MiB"));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private async Task<List<double>> ManyAsync(int times, Func<Task> call)
    {
        var all = new List<double>(times);
        for (var i = 0; i < times; i++)
        {
            all.Add(await TimedAsync(call));
        }
        all.Sort();
        return all;
    }

    private async Task<double> TimedAsync(Func<Task> call)
    {
        var start = clock.GetTimestamp();
        await call();
        return clock.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Print(string what, List<double> sorted) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-24} median {sorted[sorted.Count / 2]:0.0} ms, slowest {sorted[^1]:0.0} ms, of {sorted.Count}"));

    /// <summary>A seat with a program of its own.</summary>
    private sealed class Desk : IDisposable
    {
        private static readonly byte[] Draft = """{"to":["XB","XC"],"regime":"exercise","kind":"incident-notification","precedence":"routine","tlp":"amber","subject":"Measured"}"""u8.ToArray();
        private readonly SigningKey _key;
        private readonly HotlineApi _api;

        public Desk(Profile profile, TimeProvider clock)
        {
            (_key, _api) = (SigningKey.FromJwk(profile.Key).Value, new HotlineApi(profile, clock));
            Messages = new Messages(profile, _key, new MessageIds(clock), clock);
        }

        public Messages Messages { get; }

        public SignedEnvelope Opening() => Messages.FromDraft(Draft).Value;

        public async Task SendAsync(SignedEnvelope message) => _ = (await _api.SubmitAsync(message.Compact)).Value;

        public async Task<WireReport> ReportAsync() => (await _api.ReportAsync(
            new ReportQuery { By = [ReportGroup.Participant, ReportGroup.Kind, ReportGroup.Precedence] })).Value;

        public async Task ListAsync() =>
            _ = (await _api.ReportExchangesAsync(new ReportQuery { Window = Window.Acknowledgement })).Value;

        public void Dispose()
        {
            _api.Dispose();
            _key.Dispose();
        }
    }
}
