using System.CommandLine;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>send</c>: writes, signs and submits a message that opens an exchange; prints its id.</summary>
internal static class SendCommand
{
    private const string Exercise = "exercise";

    public static Command Create(Shared shared)
    {
        var to = Choices.Participants("--to", "Action addressees: who is to act.", required: true);
        var cc = Choices.Participants("--cc", "Information addressees: who is to know.", required: false);
        var kind = Choices.Word<Kind>("--kind", "What it is for.", k => k.Opens());
        kind.Required = true;
        var precedence = Choices.Word<Precedence>("--precedence", "Speed of service, never importance.");
        precedence.Required = true;
        var regime = new Option<string?>("--regime")
        {
            Description = "The rules it runs under; 'exercise' unless given on a hub that is an exercise, and needed "
                + "on every other.",
            HelpName = "REGIME",
        };
        var status = Choices.Word<Status>(
            "--status", "Whether it is real; exercise on a hub that is one and under the regime 'exercise', else "
            + "actual.");
        var tlp = Choices.Word<Tlp>("--tlp", "How it may be shared (TLP 2.0); amber unless said.");
        var subject = new Option<string?>("--subject") { Description = "One line for a person.", HelpName = "TEXT" };
        var content = new Option<string?>("--content")
        {
            Description = "What is said: a file, or - for standard input.",
            HelpName = "FILE|-",
        };
        var type = new Option<string?>("--content-type")
        {
            Description = "Its media type; told from the content unless given.",
            HelpName = "TYPE",
        };
        var command = new Command("send", "Write, sign and submit a message; prints its id.") { to, cc, kind,
            precedence, regime, status, subject, tlp, content, type };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            Content? said = null;
            Refusal? refusal = null;
            if (parsed.GetValue(content) is { } file && !(await Files.ContentAsync(
                file, parsed.GetValue(type), shared.World, stop)).Try(out said, out refusal))
            {
                return refusal;
            }
            await desk.Api.RefreshClockAsync(stop);
            if (!(await RulesAsync(desk, parsed.GetValue(regime), parsed.GetValue(status), stop))
                .Try(out var rules, out refusal))
            {
                return refusal;
            }
            var id = new MessageIds(desk.Api.Clock).Next();
            var envelope = new Envelope
            {
                Id = id,
                Exchange = id,
                From = desk.Profile.Participant,
                Sender = desk.Profile.Poc,
                To = [.. parsed.GetValue(to)!],
                Cc = [.. parsed.GetValue(cc)!],
                Regime = rules.Regime,
                Kind = parsed.GetValue(kind)!.Value,
                Precedence = parsed.GetValue(precedence)!.Value,
                Status = rules.Status,
                Tlp = parsed.GetValue(tlp) ?? Tlp.Amber,
                Created = desk.Api.Clock.GetUtcNow().ToMilliseconds(),
                Subject = parsed.GetValue(subject),
                Content = said,
            };
            return desk.Messages.Sign(envelope).Try(out var message, out refusal)
                ? await Dispatch.SendAsync(desk, message, shared, shared.Json(parsed),
                    $"Sent to {Look.Words(envelope.To)}. See what becomes of it: hotline show {id}", stop)
                : refusal;
        });
        return command;
    }

    /// <summary>
    /// Under which rules, and whether it is real. What is not said follows from what the hub is: an exercise is never
    /// taken for real, nor what is real for an exercise.
    /// </summary>
    private static async Task<Outcome<(string Regime, Status Status)>> RulesAsync(
        OpenDesk desk, string? regime, Status? status, CancellationToken stop)
    {
        if (regime is not null && status is not null)
        {
            return (regime, status.Value);
        }
        if (!(await desk.Api.AboutAsync(stop)).Try(out var hub, out var refusal))
        {
            return refusal;
        }
        if (regime is null && !hub.Exercise)
        {
            return CliErrors.NoRegime();
        }
        regime ??= Exercise;
        return (regime, status ?? (hub.Exercise || regime == Exercise ? Status.Exercise : Status.Actual));
    }
}
