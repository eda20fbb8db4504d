using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// Where a session has read to, and what it subscribes to. It is saved with the journal's next commit; a crash before that only means that the last
/// messages come again, marked as duplicates where they may have been sent. Used by one session at a time.
/// </summary>
internal sealed class MqttCursor
{
    private readonly string _name;
    private readonly Recorder _recorder;
    private readonly bool _durable;
    private readonly SortedSet<long> _unanswered = [];

    private MqttCursor(string name, Recorder recorder, bool durable) => (_name, _recorder, _durable) = (name, recorder, durable);

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

    public static async Task<MqttCursor> OpenAsync(string name, MqttConnectRequest request, IJournalStore store, Recorder recorder, CancellationToken ct)
    {
        var cursor = new MqttCursor(name, recorder, durable: request.SessionExpiryInterval > 0 && !request.ClientIdAssigned);
        var saved = await store.CursorAsync(name, ct);
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
            _recorder.SetCursor(_name, new Cursor(position, JsonSerializer.Serialize(new Shape(Math.Max(Read, MayBeDuplicate), Filters), CursorJson.Default.Shape)));
        }
        Saved = position;
    }

    internal sealed record Shape(long Read, Dictionary<string, MqttQoS> Filters);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MqttCursor.Shape))]
internal sealed partial class CursorJson : JsonSerializerContext;
