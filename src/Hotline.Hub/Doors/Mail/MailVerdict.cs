using System.Collections.Immutable;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>What follows for one mail that came in.</summary>
public abstract record MailVerdict
{
    private MailVerdict()
    {
    }

    /// <summary>In measurements.</summary>
    public abstract string Word { get; }

    /// <summary>True when the mail stays where it is and is looked at again.</summary>
    public virtual bool Stays => false;

    /// <summary>
    /// True when it would follow from the first half of a mail as well: whoever cannot be sure to have it whole waits
    /// and asks again.
    /// </summary>
    public virtual bool NeedsWhole => true;

    /// <summary>All that is signed in it is on record.</summary>
    /// <param name="Count">How many envelopes.</param>
    public sealed record Taken(int Count) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "taken";

        /// <inheritdoc/>
        public override bool NeedsWhole => false;
    }

    /// <summary>It held nothing for us.</summary>
    /// <param name="Why">In words.</param>
    public sealed record Nothing(string Why) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "nothing";
    }

    /// <summary>A mail of ours came back for good, and that is on record.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Code">RFC 3463.</param>
    public sealed record CameBack(MailKey Mail, string Code) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "bounced";

        /// <inheritdoc/>
        public override bool NeedsWhole => false;
    }

    /// <summary>A relay says of a mail of ours what moves nothing: it still tries, or has handed it over.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Action">Delayed or delivered.</param>
    public sealed record Reported(MailKey Mail, BounceAction Action) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => Action switch
        {
            BounceAction.Delivered => "delivered",
            BounceAction.Delayed => "delayed",
            BounceAction.Failed => "bounced",
        };
    }

    /// <summary>It claims to be a report about a mail of ours and does not bring back that mail's label.</summary>
    /// <param name="Mail">Which.</param>
    public sealed record Unlabelled(MailKey Mail) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "unlabelled";
    }

    /// <summary>Something in it was, or may have been, for us and was not taken.</summary>
    /// <param name="Reasons">Why not, at least one.</param>
    /// <param name="OnRecord">How many other envelopes in it are on record.</param>
    /// <param name="Heading">What its headers say; null when it has none.</param>
    public sealed record Refused(ImmutableArray<Refusal> Reasons, int OnRecord, ReceivedMail? Heading) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "refused";
    }

    /// <summary>More envelopes come in by mail than the limits allow: it waits for its turn.</summary>
    public sealed record Held : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "held";

        /// <inheritdoc/>
        public override bool Stays => true;

        /// <inheritdoc/>
        public override bool NeedsWhole => false;
    }

    /// <summary>The hub cannot take it now.</summary>
    /// <param name="Number">The refusal.</param>
    public sealed record Later(int Number) : MailVerdict
    {
        /// <inheritdoc/>
        public override string Word => "later";

        /// <inheritdoc/>
        public override bool Stays => true;

        /// <inheritdoc/>
        public override bool NeedsWhole => false;
    }
}
