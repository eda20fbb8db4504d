using System.CommandLine;
using System.Globalization;
using Hotline.Benchmarks;
using Hotline.Benchmarks.Growth;
using Hotline.Benchmarks.Overload;
using Hotline.Benchmarks.Pairs;
using Hotline.Benchmarks.Report;
using Hotline.Testing;

var clock = RealTime.Clock;

var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
var only = new Option<string?>("--only") { Description = "Measure one carrier: signalr or mqtt." };
only.AcceptOnlyFromAmong("signalr", "mqtt");
var count = new Option<int>("--count")
{
    Description = "How many exchanges latency is measured by.",
    DefaultValueFactory = _ => 500,
};
var seconds =
    new Option<int>("--seconds") { Description = "How long throughput is measured.", DefaultValueFactory = _ => 10 };

var warmUp = new Option<int>("--warm-up")
{
    Description = "Seconds of load before throughput is measured.", DefaultValueFactory = _ => 5,
};
var against = new Option<string?>("--against")
{
    Description = "Compare this build (B) with another (A), pair by pair: a checkout where tests/Hotline.Benchmarks is "
        + "built in the same configuration, or its Hotline.Benchmarks.dll. Options that are given go to both programs. "
        + "Takes about two minutes a pair.",
};
var pairs = new Option<int>("--pairs") { Description = "How many pairs.", DefaultValueFactory = _ => 5 };
pairs.Validators.Add(given =>
{
    if (given.GetValue(pairs) < 1)
    {
        given.AddError("--pairs takes 1 or more.");
    }
});
against.Validators.Add(given =>
{
    if (given.GetValue(against) is { } path && Build.Find(path) is null)
    {
        given.AddError($"{path} has no benchmark program of this configuration. "
            + "There, run: dotnet build tests/Hotline.Benchmarks -c Release");
    }
});

var hotline = new Command(
    "hotline", "Drives a hub of its own over each carrier, beside the machine's own floor. Takes about a minute.")
{
    json, only, count, seconds, warmUp, against, pairs,
};
hotline.SetAction(async (parsed, stop) =>
{
    if (parsed.GetValue(against) is { } other)
    {
        string[] options =
        [
            .. from option in (Option<int>[])[count, seconds, warmUp]
               where parsed.GetResult(option) is { Implicit: false }
               from word in (string[])[option.Name, parsed.GetValue(option).ToString(CultureInfo.InvariantCulture)]
               select word,
        ];
        string[] carriers = parsed.GetValue(only) is { } one ? [one] : ["signalr", "mqtt"];
        var pairwise = new PairBenchmark(Build.Find(other)!, Build.Own, options);
        var comparison = await pairwise.RunAsync(parsed.GetValue(pairs), carriers, stop);
        Console.WriteLine(parsed.GetValue(json) ? comparison.ToJson() : ComparisonTable.Of(comparison));
        return comparison.Complete == comparison.Pairs ? 0 : 1;
    }
    var benchmark = new HotlineBenchmark(clock, new Random(1), parsed.GetValue(count),
        TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
    var figures = await benchmark.RunAsync(parsed.GetValue(only));
    Console.WriteLine(parsed.GetValue(json) ? figures.ToJson() : Table.Of(figures));
    return 0;
});

var exchanges = new Option<int>("--exchanges")
{
    Description = "How many exchanges the journal holds.",
    DefaultValueFactory = _ => 5000,
};
var report =
    new Command("report", "Response times of a full journal, asked for over HTTP. Takes about a minute.") { exchanges };
report.SetAction(async (parsed, _) =>
{
    await new ReportBenchmark(clock, parsed.GetValue(exchanges)).RunAsync();
    return 0;
});
var minutes = new Option<int>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 60 };
var soak = new Command("soak", "A hub at half load for an hour: memory, handles, threads and files stay.") { minutes };
soak.SetAction(async (parsed, _) =>
{
    var benchmark = new SoakBenchmark(clock, new Random(1), parsed.GetValue(minutes));
    return await benchmark.RunAsync() ? 0 : 1;
});

var entries = new Option<long[]>("--entries")
{
    Description = "How many entries the journal has when it is measured, smallest first; 10000000 takes about an hour "
        + "and 15 GB.",
    DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
    AllowMultipleArgumentsPerToken = true,
};
var keep = new Option<string?>("--keep")
{
    Description = "Leave the data directories there, one of each size.",
    HelpName = "DIR",
};
var growth = new Command(
    "growth", "What messages, start-up, lists, pages and reports cost as a journal grows. Takes about ten minutes.")
{
    entries, keep,
};
growth.SetAction(async (parsed, _) =>
{
    await new GrowthBenchmark(clock, parsed.GetValue(entries)!, parsed.GetValue(keep)).RunAsync();
    return 0;
});

var flashes = new Option<int>("--count")
{
    Description = "How many flash messages a phase and carrier.", DefaultValueFactory = _ => 200,
};
var unlimited = new Option<bool>("--unlimited") { Description = "Nothing holds back what one key sends." };
var numbers = new Argument<int[]>("numbers")
{
    Description = "Idle connections, readers that never read, floods, reports.",
    DefaultValueFactory = _ => [3000, 40, 16, 10], Arity = new ArgumentArity(0, 4),
};
var overload = new Command(
    "overload", "Flash at a hub that is quiet and at one that is attacked, and what that costs. Takes three minutes.")
{
    numbers, flashes, unlimited,
};
overload.SetAction(async (parsed, _) =>
{
    var benchmark = new OverloadBenchmark(
        clock, parsed.GetValue(flashes), parsed.GetValue(unlimited));
    Console.WriteLine(await benchmark.RunAsync(AttackOptions.Of(parsed.GetValue(numbers)!)));
    return 0;
});
var (at, of) = (new Argument<string>("hub"), new Argument<string>("profiles"));
var attack = new Command("attack", "The attack of overload, in a process of its own.") { at, of, numbers };
attack.Hidden = true;
attack.SetAction(async (parsed, _) =>
{
    var running = new Attack(new Uri(parsed.GetValue(at)!), parsed.GetValue(of)!, clock);
    await running.RunAsync(AttackOptions.Of(parsed.GetValue(numbers)!));
    return 0;
});
var root = new RootCommand("Benchmarks of Hotline.") { hotline, report, growth, overload, attack, soak };

// Long enough, on a machine that has much else to do, to end the programs of a comparison and to say what it found.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await root.Parse(args).InvokeAsync(configuration);
