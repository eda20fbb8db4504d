using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class SilenceTests
{
    [Fact]
    public async Task A_silent_addressee_is_mailed_reminded_and_escalated_step_by_step_and_every_lapse_is_on_record()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        Assert.Empty(hub.Mails());

        await hub.AdvanceAsync(TimeSpan.FromMinutes(6));

        var facts = await hub.FactsAsync(message);
        Assert.Equal(
            [
                "lapsed delivery", "escalated mail", "escalated remind", "lapsed acknowledgement", "escalated deputy",
                "escalated diplomatic", "escalated coordinator",
            ],
            facts.Select(Word).OfType<string>().Take(7));
        Assert.Contains("lapsed response", facts.Select(Word));
        var addressee = await hub.AddresseeAsync(message, "XC");
        Assert.All(addressee.Windows, w => Assert.Equal(WindowState.Lapsed, w.State));
        await Hotline.Testing.RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Rung == Rung.Carried, "the outbox to take the mail");
    }

    [Fact]
    public async Task The_mail_goes_out_when_the_delivery_window_lapses_and_not_before()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(19));
        Assert.Empty(hub.Mails());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(2));
        await Hotline.Testing.RealTime.Until(() => hub.Mails().Count == 1, "the mail");
        Assert.Contains("officer@xc.example", hub.Mails()[0].To);
    }

    [Fact]
    public async Task The_mail_carries_the_envelope_byte_for_byte_and_the_coordinators_mail_carries_none()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromMinutes(3));
        await Hotline.Testing.RealTime.Until(
            () => hub.Mails().Count == 4, "officer, deputy, diplomat and coordinator to be mailed");
        foreach (var mail in hub.Mails())
        {
            var toCoordinator = mail.To.Contains("officer@xz.example");
            Assert.Equal(toCoordinator ? Array.Empty<string>() : [message.Compact], mail.Envelopes.ToArray());
            Assert.DoesNotContain("Seen from three networks", string.Join('\n', mail.Texts), StringComparison.Ordinal);
            Assert.True(
                !toCoordinator
                || !string.Join('\n', mail.Texts).Contains(message.Envelope.Subject!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_acknowledgement_in_time_ends_the_ladder_for_that_addressee_alone()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XB XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(5));
        await hub.SendAsync(hub.Some.Acknowledgement(message));
        await hub.AdvanceAsync(TimeSpan.FromMinutes(3));

        var (xb, xc) = (await hub.AddresseeAsync(message, "XB"), await hub.AddresseeAsync(message, "XC"));
        Assert.Equal([WindowState.Met, WindowState.Met, WindowState.Open], xb.Windows.Select(w => w.State));
        Assert.Equal([WindowState.Lapsed, WindowState.Lapsed, WindowState.Open], xc.Windows.Select(w => w.State));
        Assert.DoesNotContain(await hub.FactsAsync(message), f =>
            f is Escalated { Addressee: "XB", Window: Window.Delivery or Window.Acknowledgement });
    }

    [Fact]
    public async Task A_withdrawn_message_is_silent_for_ever()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.SendAsync(hub.Some.Withdrawal(message));
        var before = (await hub.FactsAsync(message)).Count;
        await hub.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(before, (await hub.FactsAsync(message)).Count);
        Assert.Empty(hub.Mails());
        Assert.All((await hub.AddresseeAsync(message, "XC")).Windows, w => Assert.Equal(WindowState.Ended, w.State));
    }

    [Fact]
    public async Task A_late_act_is_on_record_as_late_and_does_not_undo_the_lapse()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(61));
        await hub.SendAsync(hub.Some.Acknowledgement(message, "XC"));
        var addressee = await hub.AddresseeAsync(message, "XC");
        Assert.Equal(Rung.Acknowledged, addressee.Rung);
        Assert.True(addressee.Rungs[^1].Late);
        Assert.Equal(WindowState.Lapsed, addressee.Windows.Single(w => w.Window == Window.Acknowledgement).State);
    }

    [Fact]
    public async Task The_coordinator_reads_every_time_and_never_an_envelope()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromMinutes(3));
        // Mails go out beside the clock, so a fact may come between two looks.
        await Hotline.Testing.RealTime.Until(
            async () => (await hub.FeedAsync("XZ")).Items.Length == (await hub.FactsAsync(message)).Count,
            "the coordinator's feed to hold every fact");
        var feed = await hub.FeedAsync("XZ");
        Assert.All(feed.Items, item => Assert.Null(item.Envelope));
        Assert.Empty((await hub.FeedAsync("XB")).Items);
    }

    private static string? Word(Fact fact) => fact switch
    {
        Lapsed f => $"lapsed {f.Window.Wire()}",
        Escalated f => $"escalated {f.Step.Wire()}",
        _ => null,
    };
}
