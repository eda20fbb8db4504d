using System.Collections.Immutable;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// A mail as it was received, taken apart. Nothing in it is proven: only the signature of an envelope says who said
/// something. All texts are free of control characters (but tab and line feed in <see cref="Texts"/>), so they can be
/// shown on a terminal.
/// </summary>
public sealed record ReceivedMail
{
    /// <summary>Subject, decoded; empty when there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>Address of the author; null when there is none or several, or it is not readable.</summary>
    public required string? From { get; init; }

    /// <summary>
    /// Address that replies are asked to go to; null when there is none or several, or it is not readable.
    /// </summary>
    public required string? ReplyTo { get; init; }

    /// <summary>Addresses it is to; empty when not readable.</summary>
    public required ImmutableArray<string> To { get; init; }

    /// <summary>
    /// Addresses that the last relays say it was delivered for (Delivered-To, X-Original-To, Envelope-To), each once;
    /// empty when they say none. Of a report, the return address of the mail that it is about.
    /// </summary>
    public required ImmutableArray<string> DeliveredTo { get; init; }

    /// <summary>Its id in angle brackets; null when it has none.</summary>
    public required string? MessageId { get; init; }

    /// <summary>
    /// Ids of the mails that it replies to, in angle brackets: In-Reply-To first, then References from the newest back,
    /// each once.
    /// </summary>
    public required ImmutableArray<string> RepliesTo { get; init; }

    /// <summary>The plain texts meant for reading, in order, lines ended by line feeds. HTML is never shown.</summary>
    public required ImmutableArray<string> Texts { get; init; }

    /// <summary>
    /// What may be envelopes, in order, each once, white space removed: parts that are one compact JWS, whatever they
    /// are called, and those pasted between words; also in forwarded mails, winmail.dat, signed S/MIME and a zip. What
    /// calls itself an envelope and has not its form is among them. Not checked:
    /// <see cref="Protocol.Envelopes.SignedEnvelope.Open"/> does that. Those in a mail that a report gives back are
    /// <see cref="Returned"/>.
    /// </summary>
    public required ImmutableArray<string> Envelopes { get; init; }

    /// <summary>
    /// What else may be envelopes, in what a report or a relay's own words give back. Mostly that is what the hub sent;
    /// where it is a mail to the hub that came back to its sender first, the signature speaks here as well. Nothing
    /// else in what came back is said or complained of.
    /// </summary>
    public required ImmutableArray<string> Returned { get; init; }

    /// <summary>
    /// Why parts could not be opened or decoded (5004, 5007, 5008, 5012, 5013), each once. An envelope may have been in
    /// them: a mail without one is not done with when this is not empty.
    /// </summary>
    public required ImmutableArray<Refusal> Unopened { get; init; }

    /// <summary>
    /// True when a container of parts has no end: the mail was cut off, or whoever writes the file has not finished.
    /// What it holds up to there is read.
    /// </summary>
    public required bool IsCut { get; init; }

    /// <summary>
    /// True when a program says it sent or passed this on: Auto-Submitted (RFC 3834) other than <c>no</c>, Precedence
    /// bulk, junk, list or auto_reply, X-Autoreply, X-Auto-Response-Suppress, List-Id, or any report (RFC 6522). Such a
    /// mail must not be answered. It says nothing about <see cref="Envelopes"/>: those speak by their signature.
    /// </summary>
    public required bool IsAutomatic { get; init; }

    /// <summary>
    /// True when the last relay noted the empty return path <c>&lt;&gt;</c>: it must not be answered, and is mostly a
    /// bounce.
    /// </summary>
    public required bool NullReturnPath { get; init; }

    /// <summary>What became of a mail of ours; null when this is no report about one.</summary>
    public required MailBounce? Bounce { get; init; }
}
