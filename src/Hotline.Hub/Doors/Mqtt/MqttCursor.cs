using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// Where a session has read to, and what it subscribes to. It is saved with the journal's next commit; a crash before
/// that only means that the last messages come again, marked as duplicates where they may have been sent. Used by one
/// session at a time.
/// </summary>
internal sealed class MqttCursor
{
    private readonly string _name;
    private readonly Recorder _recorder;
    private readonly bool _durable;
    private readonly SortedSet<long> _unanswered = [];

    private MqttCursor(string name, Recorder recorder, bool durable) =>
        (_name, _recorder, _durable) = (name, recorder, durable);

    /// <summary>Granted QoS by filter.</summary>
    public Dictionary<string, MqttQoS> Filters { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>True when an earlier connection's subscriptions are still there.</summary>
    public bool Resumed { get; private set; }

    /// <summary>The position read up to.</summary>
    public long Read { get; private set; }

    /// <summary>The position up to which everything was answered, as last saved.</summary>
    public long Saved { get; private set; }

    /// <summary>Messages up to here may have been sent in an earlier connection.</summary>
    public long MayBeDuplicate { get; private set; }

    /// <summary>Begins where an earlier connection left off, or from now on.</summary>
    /// <param name="name">The session's name.</param>
    /// <param name="request">What the client asks for.</param>
    /// <param name="saved">What was saved under that name; null for nothing.</param>
    /// <param name="recorder">Where it is saved.</param>
    public static MqttCursor Open(string name, MqttConnectRequest request, Cursor? saved, Recorder recorder)
    {
        var durable = request.SessionExpiryInterval > 0 && !request.ClientIdAssigned;
        var cursor = new MqttCursor(name, recorder, durable);
        if (request.CleanStart || saved is null)
        {
            cursor.Read = cursor.Saved = recorder.Tail.Head;
            if (saved is not null)
            {
                recorder.SetCursor(name, null);
            }
            return cursor;
        }
        var note = JsonSerializer.Deserialize(saved.Note, CursorJson.Default.Shape)!;
        cursor.Read = cursor.Saved = saved.Position;
        cursor.MayBeDuplicate = note.Read;
        cursor.Filters = new(note.Filters, StringComparer.Ordinal);
        cursor.Resumed = cursor.Filters.Count > 0;
        return cursor;
    }

    /// <summary>Starts a reader of nothing at another position than "from now on".</summary>
    public void Seek(long position) => Read = Saved = Math.Clamp(position, 0, _recorder.Tail.Head);

    /// <summary>A page was taken from the journal.</summary>
    public void Advance(long to, IEnumerable<long> unanswered)
    {
        Read = to;
        _unanswered.UnionWith(unanswered);
        Save();
    }

    /// <summary>A message was answered.</summary>
    public void Answered(long position)
    {
        _unanswered.Remove(position);
        Save();
    }

    public void Save()
    {
        var position = _unanswered.Count == 0 ? Read : _unanswered.Min - 1;
        if (_durable && Filters.Count > 0)
        {
            var note = new Shape(Math.Max(Read, MayBeDuplicate), Filters);
            _recorder.SetCursor(_name, new Cursor(position, JsonSerializer.Serialize(note, CursorJson.Default.Shape)));
        }
        Saved = position;
    }

    internal sealed record Shape(long Read, Dictionary<string, MqttQoS> Filters);
}

/// <summary>Opens cursors.</summary>
/// <param name="store">Where they were saved.</param>
/// <param name="recorder">Where they are saved.</param>
internal sealed class MqttCursors(IJournalStore store, Recorder recorder)
{
    /// <summary>As <see cref="MqttCursor.Open"/>, with what was saved.</summary>
    public async Task<MqttCursor> OpenAsync(string name, MqttConnectRequest request, CancellationToken ct) =>
        MqttCursor.Open(name, request, await store.CursorAsync(name, ct), recorder);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MqttCursor.Shape))]
internal sealed partial class CursorJson : JsonSerializerContext;
