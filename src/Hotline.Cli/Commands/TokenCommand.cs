using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;

namespace Hotline.Cli.Commands;

/// <summary><c>token</c>: an access token for clients that cannot sign one themselves.</summary>
internal static class TokenCommand
{
    public static Command Create(Shared shared)
    {
        var ttl = new Option<TimeSpan>("--ttl")
        {
            Description = "How long it lives: 5m (the most, unless bound to a client id), 12h.",
            HelpName = "TIME",
            DefaultValueFactory = _ => TokenPolicy.Default.MaximumLife,
            CustomParser = result =>
            {
                if (!Choices.TryDuration(result.Tokens.Single().Value, out var duration))
                {
                    result.AddError($"--ttl '{result.Tokens.Single().Value}' is not a time such as 90s, 5m or 12h.");
                }
                return duration;
            },
        };
        var client = new Option<string?>("--client-id")
        {
            Description = "The MQTT client id that alone may present it.",
            HelpName = "NAME",
        };
        var command = new Command(
            "token", "Print an access token: as Bearer, as MQTT password. Whoever has it is you while it lives.") { ttl,
            client };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            var (life, bound) = (parsed.GetValue(ttl), parsed.GetValue(client));
            var limit = bound is null ? TokenPolicy.Default.MaximumLife : TokenPolicy.Default.MaximumBoundLife;
            if (life > limit)
            {
                return TokenErrors.TooLong(limit);
            }
            await desk.Api.RefreshClockAsync(stop);
            var now = desk.Api.Clock.GetUtcNow();
            var token = AccessToken.Issue(desk.Key, desk.Profile.HubId, now, life, bound);
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject
                {
                    ["token"] = token,
                    ["expires"] = Instant.Write(now + life),
                    ["clientId"] = bound,
                });
            }
            else
            {
                shared.World.Out.WriteLine(token);
            }
            return null;
        });
        return command;
    }
}
