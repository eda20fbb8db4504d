using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Commands;
using Hotline.Cli.Screens;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Cli.Desk;

/// <summary>Hands a signed message to the hub and says what came of it.</summary>
internal static class Dispatch
{
    /// <summary>
    /// Submits, keeps a copy, prints the id (or the receipt as JSON) on standard output and a sentence for people on
    /// standard error.
    /// </summary>
    /// <param name="desk">The desk.</param>
    /// <param name="message">What to send.</param>
    /// <param name="shared">Output.</param>
    /// <param name="json">One JSON document instead.</param>
    /// <param name="sentence">What it means, for people.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<Refusal?> SendAsync(
        OpenDesk desk, SignedEnvelope message, Shared shared, bool json, string sentence, CancellationToken stop)
    {
        if (!(await desk.Api.SubmitAsync(message.Compact, stop)).Try(out var receipt, out var refusal))
        {
            return CliErrors.NotSent(refusal, message.Envelope.Id);
        }
        Report(message.Compact, receipt, shared, json, sentence);
        if (desk.Inbox.Save(message) is { } notKept)
        {
            await shared.World.Error.WriteLineAsync(
                $"warning: it was sent, but no copy was kept here: {Plain.Line(notKept.ToString())}");
        }
        return null;
    }

    /// <summary>Prints what a receipt says.</summary>
    public static void Report(string compact, Receipt receipt, Shared shared, bool json, string sentence)
    {
        if (json)
        {
            shared.Print(new JsonObject
            {
                ["id"] = receipt.Message.ToString(),
                ["receipt"] = JsonSerializer.SerializeToNode(receipt, ProofJson.Default.Receipt),
                ["envelope"] = compact,
            });
            return;
        }
        // The id alone, so that a script can take it; the sentence is for whoever looks on.
        shared.World.Out.WriteLine(receipt.Message);
        if (shared.World.Terminal.Person)
        {
            shared.Screen.Line(new Ink("✓ ", Look.Good), sentence);
            var where = FormattableString.Invariant($"  On the hub's journal at position {receipt.Position}");
            shared.Screen.Line(new Ink($"{where} since {HumanTime.Full(receipt.At)}; the receipt holds.", Look.Faint));
        }
    }
}
