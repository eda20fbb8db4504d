using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>
/// What programs say of a message. Saying it twice, or after something higher, changes nothing and is no error.
/// </summary>
internal static class RungRules
{
    public static Outcome<ImmutableArray<Fact>> Carry(Exchange state, Carry carry)
    {
        if (state.Addressee(carry.Addressee) is not { } addressee)
        {
            return ExchangeErrors.NoSuchExchange(state.Id);
        }
        return addressee.Rung >= Rung.Carried ? ImmutableArray<Fact>.Empty
            : ImmutableArray.Create<Fact>(new Carried(state.Id, carry.Addressee, carry.Carrier, carry.Poc));
    }

    public static Outcome<ImmutableArray<Fact>> Confirm(Exchange state, Confirm confirm)
    {
        if (state.Addressee(confirm.Addressee) is not { } addressee)
        {
            return ExchangeErrors.NoSuchExchange(state.Id);
        }
        var late = addressee.LapsedIn(Window.Delivery);
        Fact? said = confirm.Rung switch
        {
            Rung.Delivered => new Delivered(state.Id, confirm.Addressee, confirm.Poc, confirm.Carrier, late),
            Rung.Displayed => new Displayed(state.Id, confirm.Addressee, confirm.Poc, confirm.Carrier, late),
            Rung.Accepted or Rung.Carried or Rung.Acknowledged or Rung.Answered => null,
        };
        if (said is null)
        {
            return ExchangeErrors.NotConfirmable(confirm.Rung);
        }
        return addressee.Rung >= confirm.Rung ? ImmutableArray<Fact>.Empty : ImmutableArray.Create(said);
    }
}
