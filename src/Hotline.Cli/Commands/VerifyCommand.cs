using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Cli.Commands;

/// <summary><c>verify</c>: checks a receipt with its envelope, offline.</summary>
internal static class VerifyCommand
{
    public static Command Create(Shared shared)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A receipt with its envelope, as 'send --json' prints it; - for standard input.",
        };
        var command = new Command("verify",
            "Check a receipt: the envelope's signature, the journal entry, its place in the tree, the "
            + "hub's signature.") { file };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await Files.ReadAsync(parsed.GetValue(file)!, shared.World, stop)).Try(out var bytes, out var refusal)
                || !Read(bytes, parsed.GetValue(file)!).Try(out var paper, out refusal)
                || !(await desk.CheckAsync(paper.Envelope, stop)).Try(out var signed, out refusal))
            {
                return refusal;
            }
            using var hub = VerificationKey.FromJwk(desk.Profile.HubKey).Value;
            if (!paper.Receipt.Verify(hub, signed.Digest).Try(out var entry, out refusal)
                || !Checkpoint.Open(paper.Receipt.Checkpoint, hub).Try(out var head, out refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject
                {
                    ["holds"] = true,
                    ["message"] = signed.Envelope.Id.ToString(),
                    ["signedBy"] = $"{signed.Envelope.From}/{signed.Envelope.Sender}",
                    ["key"] = signed.KeyId,
                    ["position"] = entry.Position,
                    ["at"] = Instant.Write(entry.At),
                    ["hub"] = head.Hub,
                    ["treeSize"] = head.Size,
                    ["root"] = head.Root,
                    ["epoch"] = head.Epoch is { } later ? Instant.Write(later) : null,
                });
                return null;
            }
            var screen = shared.Screen;
            MessageScreen.Signature(screen, signed, desk.Directory, shared.World.Clock.GetUtcNow());
            screen.Line(
                new Ink(" ✓ ", Look.Good), FormattableString.Invariant($"Accepted {HumanTime.Full(entry.At)}, "),
                FormattableString.Invariant($"entry {entry.Position} of the hub's journal; "),
                "the entry names this very message.");
            screen.Line(new Ink(" ✓ ", Look.Good), FormattableString.Invariant(
                $"The entry is in the tree of {head.Size} entries that the hub signed {HumanTime.Full(head.At)}."),
                new Ink($" Hub {head.Hub}", Look.Faint));
            if (head.Epoch is { } epoch)
            {
                screen.Line(new Ink(
                    $"   In the journal's epoch that began {HumanTime.Full(epoch)}, after a part of it was lost.",
                    Look.Ask));
            }
            return null;
        });
        return command;
    }

    private static Outcome<(Receipt Receipt, string Envelope)> Read(byte[] bytes, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("receipt", out var receipt)
                && root.TryGetProperty("envelope", out var envelope) && envelope.ValueKind == JsonValueKind.String)
            {
                return (receipt.Deserialize(ProofJson.Default.Receipt)!, envelope.GetString()!);
            }
            return CliErrors.NotAReceipt(path, "it needs the members receipt and envelope.");
        }
        catch (JsonException broken)
        {
            return CliErrors.NotAReceipt(path, broken.Message);
        }
    }
}
