using System.Collections.Immutable;
using Hotline.Core.Streams;

namespace Hotline.Journal.Checking;

/// <summary>How a journal is to be checked.</summary>
public sealed record FsckOptions
{
    /// <summary>
    /// Whose keys count beside those that the journal itself admits; null, as it is mostly, for nobody's.
    /// </summary>
    public Core.Directory.Directory? Directory { get; init; }

    /// <summary>The sorts of streams that are known.</summary>
    public StreamBook Streams { get; init; } = StreamBook.Default;

    /// <summary>How many streams are kept folded, so that they need not be read again. 1 or more.</summary>
    public int KeptStreams { get; init; } = 4096;

    /// <summary>Told now and then how far it has come.</summary>
    public Action<FsckProgress>? Progress { get; init; }
}

/// <summary>What the checker found.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Exchanges">How many exchanges.</param>
/// <param name="Messages">How many signed messages.</param>
/// <param name="Verified">
/// Of how many the signature was checked, each with the key that spoke when it was accepted. Every other is among the
/// findings.
/// </param>
/// <param name="Root">
/// Root hash of the Merkle tree over the entries as they lie there, base64url: compare it with a checkpoint of this
/// size.
/// </param>
/// <param name="Findings">What is not as it must be; none in a sound journal. At most <see cref="Most"/>.</param>
/// <param name="Cut">True when there is more than that.</param>
public sealed record FsckReport(
    long Entries, long Exchanges, long Messages, long Verified, string Root, ImmutableArray<Finding> Findings, bool Cut)
{
    /// <summary>Most findings that are listed.</summary>
    public const int Most = 1000;

    /// <summary>Messages whose signature was not checked, or does not hold; each is among the findings.</summary>
    public long Unchecked => Messages - Verified;

    /// <summary>True when nothing was found.</summary>
    public bool Sound => Findings.IsEmpty && Unchecked == 0;
}

/// <summary>How far the checker has come.</summary>
/// <param name="Step">What it does, in two or three words.</param>
/// <param name="Done">How many it has done.</param>
/// <param name="Of">Out of how many.</param>
public sealed record FsckProgress(string Step, long Done, long Of);
