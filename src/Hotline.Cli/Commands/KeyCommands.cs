using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Screens;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>directory requests</c>, <c>directory approve</c> and <c>directory reject</c>: an administrator gives new keys
/// their seats, or does not.
/// </summary>
internal static class KeyCommands
{
    public static Command Requests(Shared shared)
    {
        var command = new Command(
            "requests", "List the keys that ask for a seat of your participant. For its administrators.");
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await desk.Api.KeyRequestsAsync(stop)).Try(out var list, out var refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(JsonSerializer.SerializeToNode(list, WireJson.Default.KeyRequestList)!);
                return null;
            }
            if (list.Requests.IsEmpty)
            {
                shared.Screen.Line("No key asks for a seat.");
                return null;
            }
            var now = shared.World.Clock.GetUtcNow();
            shared.Screen.Table(["fingerprint", "asks for", "received", "expires"], list.Requests.Select(
                r => (IReadOnlyList<Ink>)
            [
                new Ink(Of(r), Look.Strong), $"{r.Participant}/{r.Poc}", HumanTime.Record(r.Received, now),
                $"in {HumanTime.Span(r.Expires - now)}",
            ]));
            shared.Screen.Line();
            shared.Screen.Line(
                "Have each person read the fingerprint to you from the screen, by a way that you trust, and approve it "
                + "only if it is the same:");
            shared.Screen.Line("  hotline directory approve FINGERPRINT");
            shared.Screen.Line("Nobody of yours? hotline directory reject FINGERPRINT");
            return null;
        });
        return command;
    }

    public static Command Approve(Shared shared)
    {
        var fingerprint = Named();
        var command = new Command("approve",
            "Let the key of this fingerprint speak for the seat that it asks for. For administrators of "
            + "the participant.") { fingerprint };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await desk.Api.ApproveKeyAsync(parsed.GetValue(fingerprint)!, stop)).Try(out var me, out var refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(JsonSerializer.SerializeToNode(me, WireJson.Default.Me)!);
                return null;
            }
            shared.Screen.Line(new Ink($"{me.Participant}/{me.Poc}", Look.Strong),
                $" ({me.Title}, {me.Role.Wire()}) now has this key.");
            return null;
        });
        return command;
    }

    public static Command Reject(Shared shared)
    {
        var fingerprint = Named();
        var command = new Command("reject",
            "Turn down the key of this fingerprint: it asks no more, and is not taken again for half an hour. "
            + "For administrators of the participant.") { fingerprint };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            var of = parsed.GetValue(fingerprint)!;
            if (await desk.Api.RejectKeyAsync(of, stop) is { } refusal)
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject { ["rejected"] = of });
                return null;
            }
            shared.Screen.Line(new Ink(of, Look.Strong), " is rejected.");
            return null;
        });
        return command;
    }

    private static Argument<string> Named() => new("FINGERPRINT")
    {
        Description = "As the person reads it to you from the screen; hyphens and case do not count.",
        CustomParser = result =>
        {
            if (Fingerprint.TryParse(result.Tokens.Single().Value, out var read))
            {
                return read;
            }
            result.AddError($"'{result.Tokens.Single().Value}' is not a fingerprint such as K7QF-2M9D-XTRA.");
            return null;
        },
    };

    /// <summary>Of the key itself: what a hub says of it is not what an administrator compares.</summary>
    private static string Of(KeyRequest request) =>
        VerificationKey.FromJwk(request.Key).Try(out var key, out _) ? Fingerprint.Of(key.Id) : "(not a key)";
}
