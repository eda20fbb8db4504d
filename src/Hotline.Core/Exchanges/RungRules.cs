using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>What programs say of a message. Saying it twice, or after something higher, changes nothing and is no error.</summary>
internal static class RungRules
{
    public static Outcome<ImmutableArray<Fact>> Carry(Exchange state, Carry carry) =>
        state.Addressee(carry.Addressee) is not { } addressee ? RuleErrors.NoSuchExchange(state.Id)
        : addressee.Rung >= Rung.Carried ? ImmutableArray<Fact>.Empty
        : ImmutableArray.Create<Fact>(new Carried(state.Id, carry.Addressee, carry.Carrier, carry.Poc));

    public static Outcome<ImmutableArray<Fact>> Confirm(Exchange state, Confirm confirm)
    {
        if (state.Addressee(confirm.Addressee) is not { } addressee)
        {
            return RuleErrors.NoSuchExchange(state.Id);
        }
        if (confirm.Rung is not (Rung.Delivered or Rung.Displayed))
        {
            return RuleErrors.NotConfirmable(confirm.Rung);
        }
        if (addressee.Rung >= confirm.Rung)
        {
            return ImmutableArray<Fact>.Empty;
        }
        var late = addressee.LapsedIn(Window.Delivery);
        return ImmutableArray.Create<Fact>(confirm.Rung == Rung.Delivered
            ? new Delivered(state.Id, confirm.Addressee, confirm.Poc, confirm.Carrier, late)
            : new Displayed(state.Id, confirm.Addressee, confirm.Poc, confirm.Carrier, late));
    }
}
