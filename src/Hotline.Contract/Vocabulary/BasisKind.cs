using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

/// <summary>Where the number of a window comes from.</summary>
[JsonConverter(typeof(WireEnumConverter<BasisKind>))]
public enum BasisKind
{
    /// <summary>The regime itself sets it; its source says where.</summary>
    [JsonStringEnumMemberName("regime")] Regime,

    /// <summary>The operator chose it; its source says what it is modelled on.</summary>
    [JsonStringEnumMemberName("operator-default")] OperatorDefault,
}
