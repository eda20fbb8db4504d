using Hotline.Contract.Facts;
using Hotline.Protocol.Keys;

namespace Hotline.Journal.Checking;

/// <summary>Which keys speak for whom, as the entries tell it one after the other.</summary>
/// <param name="others">Whose keys count as well; null for nobody's.</param>
internal sealed class SpeakingKeys(Core.Directory.Directory? others)
{
    private readonly Dictionary<(string Participant, string Poc, string KeyId), VerificationKey> _keys = [];
    private readonly Dictionary<(string Participant, string Poc, string KeyId), long> _left = [];

    /// <summary>Takes in what an entry says of keys; nothing, mostly.</summary>
    public void Hear(Entry entry)
    {
        if (entry.Fact is KeyAdmitted admitted && VerificationKey.FromJwk(admitted.Key).Try(out var key, out _))
        {
            _keys[(admitted.Participant, admitted.Poc, key.Id)] = key;
        }
        else if (entry.Fact is KeyRemoved removed
            && _keys.Remove((removed.Participant, removed.Poc, removed.Key)))
        {
            _left[(removed.Participant, removed.Poc, removed.Key)] = entry.Position;
        }
    }

    /// <summary>The key that a message says it is signed by, if it speaks for its sender here.</summary>
    public VerificationKey? Of(MessageHeader message) =>
        _keys.GetValueOrDefault((message.From, message.Sender, message.Key))
        ?? (others?.SeatOf(message.Key) is { } seat
            && seat.Participant == message.From && seat.Poc.Id == message.Sender ? seat.Key : null);

    /// <summary>The entry that removed the key of a message; null when none did.</summary>
    public long? WhenLeft(MessageHeader message) =>
        _left.TryGetValue((message.From, message.Sender, message.Key), out var at) ? at : null;
}
