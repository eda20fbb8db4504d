using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// A session: where it has read to, what of that is not answered, what it subscribes to, and the packet ids under which
/// the client knows what it was sent. It is saved with the journal's next commit; a crash before that only means that
/// the last messages come again, under the same ids. Used by one connection at a time.
/// </summary>
internal sealed class MqttCursor
{
    private readonly string _name;
    private readonly Recorder _recorder;
    private readonly SortedSet<long> _unanswered = [];
    private HashSet<long> _owed = [];
    private long _readBefore;
    private long _lastSent = -1;
    private long _mayBeSent = -1;
    private readonly Func<Cursor?> _written;
    private bool _isSaved;
    private uint _lastsFor;
    private DateTimeOffset? _epoch;

    private MqttCursor(string name, Recorder recorder) =>
        (_name, _recorder, _written) = (name, recorder, Write);

    /// <summary>Granted QoS by filter.</summary>
    public Dictionary<string, MqttQoS> Filters { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Packet ids, kept for the next connection.</summary>
    public MqttSessionState State { get; private set; } = new();

    /// <summary>It outlives its connection.</summary>
    public bool IsDurable => _lastsFor > 0;

    /// <summary>The key of its last connection; null where that was not written down.</summary>
    public string? Key { get; private set; }

    /// <summary>
    /// For how many seconds it was to outlive its connection, as saved; the largest where that was not written down.
    /// </summary>
    public uint SavedLife => _lastsFor;

    /// <summary>When the session is over, since the client left it; null while it is not left.</summary>
    public DateTimeOffset? Ends { get; private set; }

    /// <summary>The position read up to in this connection.</summary>
    public long Read { get; private set; }

    /// <summary>Something that was read in an earlier connection is yet to be handed out in this one.</summary>
    public bool Owes => _owed.Count > 0 && Read < _readBefore;

    /// <summary>A session that begins from now on.</summary>
    /// <param name="name">The session's name.</param>
    /// <param name="recorder">Where it is saved.</param>
    public static MqttCursor Begin(string name, Recorder recorder) =>
        new(name, recorder) { Read = recorder.Tail.Head, _epoch = recorder.Epoch };

    /// <summary>
    /// Where a new session reads from that takes the place of one which was saved before a part of the journal was
    /// lost; null for one that goes on. Its client may know messages, and packet ids, of entries that are lost.
    /// </summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="recorder">The journal as it is.</param>
    public static (long Read, long Again)? RolledBack(Cursor saved, Recorder recorder)
    {
        var note = JsonSerializer.Deserialize(saved.Note, CursorJson.Default.Shape)!;
        var (read, head) = (Math.Max(note.Read, saved.Position), recorder.Tail.Head);
        return note.Epoch == recorder.Epoch && read <= head ? null
            : (read, Epochs.Resume(
                read > head ? read : saved.Position, note.Epoch, recorder.Epoch, recorder.Recoveries, head));
    }

    /// <summary>A session as it was saved.</summary>
    /// <param name="name">The session's name.</param>
    /// <param name="saved">What was saved under that name.</param>
    /// <param name="recorder">Where it is saved.</param>
    public static MqttCursor Restore(string name, Cursor saved, Recorder recorder)
    {
        var note = JsonSerializer.Deserialize(saved.Note, CursorJson.Default.Shape)!;
        var cursor = new MqttCursor(name, recorder)
        {
            // Of an earlier epoch until somebody has looked what it is worth.
            _epoch = note.Epoch,
            Filters = new(note.Filters, StringComparer.Ordinal),
            // A note that names nothing owed is of before they were named: all behind the position is.
            Read = note.Owed is null ? saved.Position : note.Read,
            // The hub may have sent more than it came to write down.
            _mayBeSent = Math.Max(MarkOf(note.Read, isEnvelope: false), note.MayBeSent),
            _lastSent = note.Sent,
            _isSaved = true,
            _lastsFor = note.LastsFor ?? uint.MaxValue,
            Key = note.Key,
            Ends = note.Ends,
        };
        cursor._unanswered.UnionWith(note.Owed ?? []);
        var sent = cursor._unanswered.Where(mark => mark <= note.Sent).Select(mark =>
            new MqttInFlight(mark, note.Ids?.GetValueOrDefault(mark) is > 0 and var id
                ? id : MqttInFlight.UsualId(mark)));
        cursor.State = new MqttSessionState([.. sent], note.Released ?? []);
        return cursor;
    }

    /// <summary>A connection begins: it reads what is owed again, and then on.</summary>
    /// <param name="lastsFor">Seconds that the session outlives this connection.</param>
    /// <param name="key">The key that opened it.</param>
    public MqttCursor Resume(uint lastsFor, string key)
    {
        lock (this)
        {
            _lastsFor = lastsFor;
            Key = key;
            Ends = null;
            _readBefore = Filters.Count == 0 ? _recorder.Tail.Head : Math.Max(Read, _readBefore);
            _mayBeSent = Math.Max(_mayBeSent, _lastSent);
            _owed = [.. _unanswered];
            Read = _unanswered.Count == 0 ? _readBefore : PositionOf(_unanswered.Min) - 1;
        }
        return this;
    }

    /// <summary>Drops the filters that the session may not hold any more.</summary>
    public void Keep(Predicate<string> mayHold)
    {
        lock (this)
        {
            foreach (var filter in Filters.Keys.Where(filter => !mayHold(filter)).ToList())
            {
                Filters.Remove(filter);
            }
        }
    }

    /// <summary>Starts a reader of nothing at another position than "from now on".</summary>
    public void Seek(long position)
    {
        Read = Math.Clamp(position, 0, _recorder.Tail.Head);
        _readBefore = 0;
    }

    /// <summary>
    /// Which message of the session one of an entry's publications is: at most two, the envelope before the event.
    /// </summary>
    public static long MarkOf(long position, bool isEnvelope) => (position * 2) + (isEnvelope ? 0 : 1);

    /// <summary>
    /// The QoS with which a message is to be handed out; null for not at all. <paramref name="granted"/> is what the
    /// subscriptions grant now: what was sent already is sent again even where they grant nothing more (3.10.4).
    /// </summary>
    public MqttQoS? Wanted(long position, long mark, MqttQoS? granted)
    {
        if (position > _readBefore)
        {
            return granted;
        }
        if (!_owed.Contains(mark))
        {
            return null;
        }
        return granted is MqttQoS.AtLeastOnce or MqttQoS.ExactlyOnce ? granted
            : mark <= _lastSent ? MqttQoS.AtLeastOnce : granted;
    }

    /// <summary>Whether an earlier connection may have sent a message.</summary>
    public bool MayBeDuplicate(long mark) => mark <= _mayBeSent;

    /// <summary>
    /// A page was taken from the journal; these of it are to be answered, and nothing else of it is owed.
    /// </summary>
    public void Advance(long to, IEnumerable<long> unanswered)
    {
        if (Read < _readBefore)
        {
            var from = Read;
            _unanswered.RemoveWhere(mark => PositionOf(mark) > from && PositionOf(mark) <= to);
        }
        _unanswered.UnionWith(unanswered);
        Read = to;
        if (Read >= _readBefore)
        {
            _owed = [];
        }
        Save();
    }

    /// <summary>A message is about to be sent.</summary>
    public void Sending(long mark) => _lastSent = Math.Max(_lastSent, mark);

    /// <summary>A message was answered.</summary>
    public void Answered(long mark)
    {
        _unanswered.Remove(mark);
        Save();
    }

    /// <summary>
    /// The connection is over: from now on the session's time runs, which the client may have changed as it left. One
    /// that does not outlive the connection is forgotten.
    /// </summary>
    /// <param name="now">The hub's time; null where it does not count, because it is the hub that goes.</param>
    /// <param name="lastsFor">What the client said as it left; null for nothing.</param>
    public void Left(DateTimeOffset? now, uint? lastsFor)
    {
        _lastsFor = lastsFor ?? _lastsFor;
        Ends = now?.AddSeconds(_lastsFor);
        if (IsDurable)
        {
            Save();
        }
        else if (_isSaved)
        {
            _recorder.SetCursor(_name, null);
            _isSaved = false;
        }
    }

    /// <summary>
    /// Saves it, if there is something to come back for; else what was saved is forgotten. It is written down once a
    /// commit, however many answers came since the last.
    /// </summary>
    public void Save()
    {
        if (IsDurable && (HasWork || _isSaved))
        {
            _isSaved = HasWork;
            _recorder.KeepCursor(_name, _written);
        }
    }

    private bool HasWork => Filters.Count > 0 || _unanswered.Count > 0;

    private Cursor? Write()
    {
        lock (this)
        {
            if (!HasWork)
            {
                return null;
            }
            var ids = State.Sent.Where(f => f.PacketId != MqttInFlight.UsualId(f.Mark))
                .ToDictionary(f => f.Mark, f => f.PacketId);
            var released = State.Released;
            var note = new Shape(Math.Max(Read, _readBefore), Filters)
            {
                MayBeSent = _mayBeSent,
                Owed = [.. _unanswered],
                Sent = _lastSent,
                Ids = ids.Count == 0 ? null : ids,
                Released = released.Count == 0 ? null : [.. released],
                Ends = Ends,
                LastsFor = _lastsFor,
                Key = Key,
                Epoch = _epoch,
            };
            var position = _unanswered.Count == 0 ? Read : Math.Min(Read, PositionOf(_unanswered.Min) - 1);
            return new Cursor(position, JsonSerializer.Serialize(note, CursorJson.Default.Shape));
        }
    }

    private static long PositionOf(long mark) => mark / 2;

    /// <summary>What is saved beside the position.</summary>
    /// <param name="Read">Up to here only what is owed is read again.</param>
    /// <param name="Filters">Granted QoS by filter.</param>
    internal sealed record Shape(long Read, Dictionary<string, MqttQoS> Filters)
    {
        /// <summary>Earlier connections may have sent marks up to here.</summary>
        public long MayBeSent { get; init; } = -1;

        /// <summary>Marks that are not answered.</summary>
        public long[]? Owed { get; init; }

        /// <summary>The last mark that was sent; what is owed up to here was.</summary>
        public long Sent { get; init; } = -1;

        /// <summary>Packet ids of what was sent, by mark, where they are not the usual ones.</summary>
        public Dictionary<long, ushort>? Ids { get; init; }

        /// <summary>Packet ids between PUBREC and PUBCOMP.</summary>
        public ushort[]? Released { get; init; }

        /// <summary>When the session is over.</summary>
        public DateTimeOffset? Ends { get; init; }

        /// <summary>The journal's epoch in which that is so; null in its first.</summary>
        public DateTimeOffset? Epoch { get; init; }

        /// <summary>Seconds that it outlives its connection.</summary>
        public uint? LastsFor { get; init; }

        /// <summary>The key of its last connection.</summary>
        public string? Key { get; init; }
    }
}
