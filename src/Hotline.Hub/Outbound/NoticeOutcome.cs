using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound;

/// <summary>
/// What became of one attempt to send one notice. Reasons hold no addresses and have at most 200 characters.
/// </summary>
public abstract record NoticeOutcome
{
    private NoticeOutcome()
    {
    }

    /// <summary>In measurements.</summary>
    public abstract string Word { get; }

    /// <summary>Which relay took it; null when none did.</summary>
    public virtual string? TakenBy => null;

    /// <summary>What goes on record; null for nothing.</summary>
    public abstract ExchangeCommand? OnRecord(MessageId exchange, NoticeKey notice);

    /// <summary>A relay has taken responsibility for it. Nobody has received it yet.</summary>
    /// <param name="Relay">Which, by its name in the settings.</param>
    public sealed record Sent(string Relay) : NoticeOutcome
    {
        public override string Word => "sent";

        public override string? TakenBy => Relay;

        public override ExchangeCommand OnRecord(MessageId exchange, NoticeKey notice) =>
            new TellSent(exchange, notice, Relay);
    }

    /// <summary>No relay took it this time; the same notice is worth another try later.</summary>
    /// <param name="Reason">What the relays said.</param>
    public sealed record Temporary(string Reason) : NoticeOutcome
    {
        public override string Word => "deferred";

        public override ExchangeCommand OnRecord(MessageId exchange, NoticeKey notice) =>
            new TellFailed(exchange, notice, Final: false, Reason);
    }

    /// <summary>
    /// Nobody was asked, since all who could have been failed moments ago. That is no attempt: the notice stays due.
    /// </summary>
    /// <param name="Reason">Who is left alone.</param>
    public sealed record NotTried(string Reason) : NoticeOutcome
    {
        public override string Word => "not-tried";

        public override ExchangeCommand? OnRecord(MessageId exchange, NoticeKey notice) => null;
    }

    /// <summary>This notice will never be taken for this recipient: trying again changes nothing.</summary>
    /// <param name="Reason">What the relay said.</param>
    public sealed record Permanent(string Reason) : NoticeOutcome
    {
        public override string Word => "refused";

        public override ExchangeCommand OnRecord(MessageId exchange, NoticeKey notice) =>
            new TellFailed(exchange, notice, Final: true, Reason);
    }
}
