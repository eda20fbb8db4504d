using System.Globalization;
using System.Text;

namespace Hotline.Benchmarks.Overload;

/// <summary>Flash of one carrier in one phase, in milliseconds.</summary>
/// <param name="Count">How many.</param>
/// <param name="ReceiptP50Ms">From submitting to the receipt (MQTT: PUBACK), the median.</param>
/// <param name="ReceiptP95Ms">The same, 95 of 100.</param>
/// <param name="ReceiptMostMs">The same, the slowest.</param>
/// <param name="ArrivalP50Ms">From submitting until a desk that gets the flood as well has it, the median.</param>
/// <param name="ArrivalP95Ms">The same, 95 of 100.</param>
internal sealed record FlashFigures(
    int Count, double ReceiptP50Ms, double ReceiptP95Ms, double ReceiptMostMs, double ArrivalP50Ms,
    double ArrivalP95Ms);

/// <summary>One carrier.</summary>
internal sealed record PhasePair(FlashFigures Quiet, FlashFigures Attacked);

/// <summary>Resident memory of the hub in MiB.</summary>
/// <param name="Before">Quiet.</param>
/// <param name="During">At the end of the attack.</param>
/// <param name="Peak">The most it ever had.</param>
/// <param name="After">Every ten seconds after all have gone.</param>
internal sealed record MemoryFigures(double Before, double During, double Peak, IReadOnlyList<double> After);

/// <summary>What was found.</summary>
/// <param name="Attack">With what.</param>
/// <param name="SignalR">Flash by SignalR.</param>
/// <param name="Mqtt">Flash by MQTT.</param>
/// <param name="Memory">Of the hub.</param>
/// <param name="Taken">Messages of the flood that went on record.</param>
/// <param name="Refused">And that were refused.</param>
/// <param name="Reports">Reports that were made.</param>
/// <param name="HubCores">How many cores the hub used meanwhile.</param>
/// <param name="AttackCores">And the attack.</param>
internal sealed record OverloadFigures(
    AttackOptions Attack, PhasePair SignalR, PhasePair Mqtt, MemoryFigures Memory, int Taken, int Refused, int Reports,
    double HubCores, double AttackCores)
{
    /// <summary>For people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Attack.Idle} idle, {Attack.Silent} silent, {Attack.Flood} flooding, {Attack.Reports} reports at once");
        text.AppendLine("flash, ms            receipt p50    p95   most   at the flooded desk p50    p95");
        foreach (var (name, phases) in (IEnumerable<(string, PhasePair)>)[("SignalR", SignalR), ("MQTT", Mqtt)])
        {
            Line(name + ", quiet", phases.Quiet);
            Line(name + ", attacked", phases.Attacked);
            text.AppendLine(CultureInfo.InvariantCulture, $"{"  times",-19} {
                phases.Attacked.ReceiptP50Ms / phases.Quiet.ReceiptP50Ms,12:0.00} {
                phases.Attacked.ReceiptP95Ms / phases.Quiet.ReceiptP95Ms,6:0.00}");
        }
        var after = string.Join(", ", Memory.After.Select(m => m.ToString("0", CultureInfo.InvariantCulture)));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"memory, MiB: before {Memory.Before:0}, attacked {Memory.During:0}, peak {Memory.Peak:0}");
        text.AppendLine(CultureInfo.InvariantCulture, $"every 10 s after: {after}");
        text.AppendLine(CultureInfo.InvariantCulture, $"flood: {Taken} taken, {Refused} refused; {Reports} reports");
        text.Append(CultureInfo.InvariantCulture, $"cores: hub {HubCores:0.00}, attack {AttackCores:0.00}");
        return text.ToString();

        void Line(string name, FlashFigures f) => text.AppendLine(CultureInfo.InvariantCulture,
            $"{name,-19} {f.ReceiptP50Ms,12:0.00} {f.ReceiptP95Ms,6:0.00} {f.ReceiptMostMs,6:0.0} {
                f.ArrivalP50Ms,25:0.00} {f.ArrivalP95Ms,6:0.00}");
    }
}
