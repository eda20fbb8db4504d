using System.Text.Json.Serialization;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>How sessions are written down.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MqttCursor.Shape))]
internal sealed partial class CursorJson : JsonSerializerContext;
