using Hotline.Contract;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Access;

/// <summary>Nobody fills what all share.</summary>
public sealed class UnderwayTests
{
    private readonly Some _some = new();
    private readonly Underway _underway = new(
        new LimitSettings { WaitingPerKey = 2, WaitingPerParticipant = 3, WaitingPerCarrier = 4 });

    [Fact]
    public void A_key_a_participant_and_a_carrier_have_a_share_each_and_flash_its_own()
    {
        Enter("XA", "officer");
        var second = Enter("XA", "officer");
        Refused("XA", "officer", "of this key");
        Enter("XA", "deputy");
        Refused("XA", "deputy", "of this participant");
        Enter("XB", "officer");
        Refused("XC", "officer", "by this carrier");

        Assert.True(_underway.Enter(_some.Message("XA", "XB", precedence: Precedence.Flash), Carrier.Http).Ok);
        Assert.True(_underway.Enter(_some.Message("XC", "XB"), Carrier.Mqtt).Ok);

        second.Dispose();
        Enter("XA", "officer");
    }

    private IDisposable Enter(string from, string sender) => _underway.Enter(Message(from, sender), Carrier.Http).Value;

    private void Refused(string from, string sender, string why)
    {
        var refusal = _underway.Enter(Message(from, sender), Carrier.Http).Refusal;
        Assert.Equal((4042, TimeSpan.FromSeconds(2)), (refusal?.Number, refusal?.RetryAfter));
        Assert.Contains(why, refusal!.Detail, StringComparison.Ordinal);
    }

    private SignedEnvelope Message(string from, string sender) =>
        _some.Message(from, from == "XB" ? "XA" : "XB", sender: sender);
}
