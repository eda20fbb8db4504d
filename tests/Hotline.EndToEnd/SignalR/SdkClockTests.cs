using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.SignalR;

/// <summary>The hub as the SDK sees it from a machine whose clock is wrong.</summary>
public sealed class SdkClockTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Theory]
    [InlineData(70)]
    [InlineData(-360)]
    [InlineData(600)]
    [InlineData(-600)]
    public async Task A_client_whose_clock_is_wrong_sends_and_follows_by_the_hubs(int seconds)
    {
        var profile = Hub.ReadProfile("xa-officer");
        var own = new SkewedTime(TimeSpan.FromSeconds(seconds));
        await using var connection = new HotlineConnection(profile, own, new Random(7));
        using var key = SigningKey.FromJwk(profile.Key).Value;
        var messages = new Messages(profile, key, new MessageIds(own), connection.Api.Clock);
        Assert.Null(await connection.ConnectAsync());
        var draft = """{"to":["XB"],"regime":"exercise","kind":"declaration","precedence":"routine"}"""u8;

        var message = messages.FromDraft(draft.ToArray()).Value;
        var receipt = await connection.SubmitAsync(message);

        Assert.True(receipt.Ok, receipt.Refusal?.ToString());
        await foreach (var item in connection.FollowAsync(receipt.Value.Position - 1))
        {
            Assert.Equal(message.Compact, item.Envelope);
            break;
        }
    }
}
