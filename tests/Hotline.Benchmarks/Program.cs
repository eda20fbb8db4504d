using System.CommandLine;
using Hotline.Benchmarks;
using Hotline.Benchmarks.Report;

var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
var only = new Option<string?>("--only") { Description = "Measure one carrier: signalr or mqtt." };
only.AcceptOnlyFromAmong("signalr", "mqtt");
var count = new Option<int>("--count") { Description = "How many exchanges latency is measured by.", DefaultValueFactory = _ => 500 };
var seconds = new Option<int>("--seconds") { Description = "How long throughput is measured.", DefaultValueFactory = _ => 10 };

var hotline = new Command("hotline", "Drives a hub of its own over each carrier, beside the machine's own floor. Takes about a minute.") { json, only, count, seconds };
hotline.SetAction(async (parsed, _) =>
{
#pragma warning disable RS0030 // The one place where the benchmarks take the system's clock.
    var benchmark = new HotlineBenchmark(TimeProvider.System, new Random(1), parsed.GetValue(count), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
#pragma warning restore RS0030
    var figures = await benchmark.RunAsync(parsed.GetValue(only));
    Console.WriteLine(parsed.GetValue(json) ? figures.ToJson() : Table.Of(figures));
    return 0;
});

var exchanges = new Option<int>("--exchanges") { Description = "How many exchanges the journal holds.", DefaultValueFactory = _ => 5000 };
var report = new Command("report", "Response times of a full journal, asked for over HTTP. Takes about a minute.") { exchanges };
report.SetAction(async (parsed, _) =>
{
#pragma warning disable RS0030 // As above.
    await new ReportBenchmark(TimeProvider.System, parsed.GetValue(exchanges)).RunAsync();
#pragma warning restore RS0030
    return 0;
});
return await new RootCommand("Benchmarks of Hotline.") { hotline, report }.Parse(args).InvokeAsync();
