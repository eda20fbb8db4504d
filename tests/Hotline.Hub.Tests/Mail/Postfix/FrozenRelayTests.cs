using Hotline.Hub.Outbound;
using Hotline.Testing;
using static Hotline.Hub.Tests.Mail.Postfix.Relaying;

namespace Hotline.Hub.Tests.Mail.Postfix;

[Collection(PostfixCollection.Name)]
public sealed class FrozenRelayTests
{
    [PostfixFact]
    public async Task A_relay_that_hangs_is_left_after_the_timeout_and_works_again_afterwards()
    {
        await using var slow = await PrivatePostfix.StartAsync();
        await using var quick = await PrivatePostfix.StartAsync();
        await slow.FreezeAsync();
        var settings =
            SettingsOf(To(slow.Port), To(quick.Port, "second")) with { AttemptTimeout = TimeSpan.FromSeconds(2) };
        var pipeline = Pipeline(settings);
        Assert.Equal(new NoticeOutcome.Sent("second"), await Send(pipeline, SomeMail.Mail()));
        await slow.ThawAsync();
        Assert.Equal(
            new NoticeOutcome.Sent("first"),
            await Send(Pipeline(settings with { AttemptTimeout = TimeSpan.FromSeconds(10) }), SomeMail.Mail()));
    }
}
