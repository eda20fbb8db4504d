using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Journal.Checking;

/// <summary>
/// What one row says of itself, apart from every other: done for many at a time, on whatever processor is free. What
/// depends on entries before it is <see cref="Fsck"/>'s.
/// </summary>
internal sealed class EntryCheck
{
    private readonly List<Finding> _findings = [];
    private EnvelopeCheck? _envelope;
    private VerificationKey? _key;

    private EntryCheck(EntryRow row) => Row = row;

    /// <summary>The row.</summary>
    public EntryRow Row { get; }

    /// <summary>Its entry; null when it cannot be read.</summary>
    public Entry? Entry { get; private set; }

    /// <summary>The hash of its bytes in the tree.</summary>
    public byte[] Leaf => Row.Entry.Leaf!;

    /// <summary>True once its signature was checked and holds.</summary>
    public bool Verified { get; private set; }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Everything that needs no other entry.</summary>
    public static EntryCheck Of(EntryRow row)
    {
        var check = new EntryCheck(row);
        check.Run();
        return check;
    }

    /// <summary>Chooses the key by which the signature is to be checked: the one that speaks at this entry.</summary>
    public void Choose(SpeakingKeys keys)
    {
        if (Entry?.Fact.Message is not { } header || _envelope is null)
        {
            return;
        }
        _key = keys.Of(header);
        if (_key is null)
        {
            _findings.Add(Checking.Findings.Unchecked(
                Row.Entry.Position, header.Key, $"{header.From}/{header.Sender}", keys.WhenLeft(header)));
        }
    }

    /// <summary>Checks the signature, by the key that was chosen.</summary>
    public void Verify()
    {
        if (_key is not null && _envelope is not null)
        {
            Verified = _envelope.SignedBy(_key);
            if (!Verified)
            {
                _findings.Add(Checking.Findings.BadSignature(Row.Entry.Position, _envelope.KeyId));
            }
        }
        _envelope = null; // the largest part of what is held
    }

    private void Run()
    {
        var stored = Row.Entry;
        if (!Row.IsSealed || !Row.Leaf.AsSpan().SequenceEqual(Leaf))
        {
            _findings.Add(Checking.Findings.WrongSeal(stored.Position, Row.Leaf.AsSpan().SequenceEqual(Leaf)
                ? "its row is not what was written" : "its bytes are not those whose hash is kept beside them"));
        }
        if (!StreamFollower.TryRead(stored, out var entry, out var why))
        {
            _findings.Add(Checking.Findings.UnreadableEntry(stored.Position, why));
            return;
        }
        Entry = entry;
        if (entry.Position != stored.Position)
        {
            Wrong($"it says that it is at {entry.Position}");
        }
        if (entry.At != entry.At.ToMilliseconds())
        {
            Wrong("its time is finer than milliseconds");
        }
        if (entry.At.ToMilliseconds() != Row.At)
        {
            _findings.Add(Checking.Findings.WrongColumn(
                stored.Position, $"its row says {Instant.Write(Row.At)}, and the entry {Instant.Write(entry.At)}"));
        }
        if (entry.Fact.Stream != stored.Stream)
        {
            Wrong($"it lies with {stored.Stream} and belongs to {entry.Fact.Stream}");
        }
        if (Row.Message != entry.Fact.Message?.Id)
        {
            Wrong($"its row says that it accepts message {Row.Message?.ToString() ?? "none"}, and the entry "
                + $"{entry.Fact.Message?.Id.ToString() ?? "none"}");
        }
        if (EnvelopeCheck.Open(stored, entry, out _envelope) is { } finding)
        {
            _findings.Add(finding);
        }
    }

    private void Wrong(string what) => _findings.Add(Checking.Findings.WrongEntry(Row.Entry.Position, what));
}
