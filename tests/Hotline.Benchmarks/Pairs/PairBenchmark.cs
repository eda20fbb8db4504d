using System.Text.Json;
using Hotline.Benchmarks.Machine;

namespace Hotline.Benchmarks.Pairs;

/// <summary>
/// Runs two builds in turn, A B B A A B …, and compares them pair by pair. What else the machine does changes the
/// figures of a run by a third and more; it changes both runs of a pair, which follow one another, more nearly alike,
/// and who is first changes from pair to pair. How it goes is told on standard error.
/// </summary>
/// <param name="a">What is compared with.</param>
/// <param name="b">What is compared.</param>
/// <param name="options">For the programs of both: only alike runs can be compared.</param>
internal sealed class PairBenchmark(Build a, Build b, IReadOnlyList<string> options)
{
    /// <summary>Runs so many pairs of each carrier. If a run fails or it is stopped, it compares what it has.</summary>
    /// <param name="pairs">At least one; with five, all on one side of 1 is luck once in sixteen.</param>
    /// <param name="carriers">Names of carriers.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<Comparison> RunAsync(int pairs, IReadOnlyList<string> carriers, CancellationToken stop)
    {
        var runs = carriers.ToDictionary(carrier => carrier, _ => new List<Pair>());
        var place = Disk.NewDirectory();
        try
        {
            for (var pair = 1; pair <= pairs; pair++)
            {
                foreach (var carrier in carriers)
                {
                    Console.Error.WriteLine($"pair {pair} of {pairs}, {carrier}:");
                    Task<JsonElement> Turn(string side, Build build) => TurnAsync(side, build, carrier, place, stop);
                    runs[carrier].Add(pair % 2 == 1
                        ? new Pair(A: await Turn("A", a), B: await Turn("B", b))
                        : new Pair(B: await Turn("B", b), A: await Turn("A", a)));
                }
            }
        }
        catch (Exception early)
        {
            Console.Error.WriteLine($"Ended early: {early.Message}");
        }
        finally
        {
            place.Delete(recursive: true);
        }
        var figures =
            from carrier in carriers
            from figure in Figure.All
            let compared = Compared.Of(carrier, figure, runs[carrier])
            where compared.MedianA is not null || compared.MedianB is not null
            select compared;
        var complete = runs.Values.Min(carrier => carrier.Count);
        return new Comparison(a.Program, b.Program, pairs, complete, options, [.. figures]);
    }

    private async Task<JsonElement> TurnAsync(
        string side, Build build, string carrier, DirectoryInfo place, CancellationToken stop)
    {
        var run = await build.RunAsync(carrier, options, place, stop);
        var (latency, throughput) = (Figure.Latency.Of(run, carrier), Figure.Throughput.Of(run, carrier));
        Console.Error.WriteLine(FormattableString.Invariant($"  {side} {latency:0.000} ms, {throughput:0}/s"));
        return run;
    }
}

/// <summary>What the programs of both builds printed, one right after the other.</summary>
internal sealed record Pair(JsonElement A, JsonElement B);
