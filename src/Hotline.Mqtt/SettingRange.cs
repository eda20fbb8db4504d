using System.Globalization;

namespace Hotline.Mqtt;

/// <summary>Says what is wrong with a setting, with its key, its value and the allowed range.</summary>
internal static class SettingRange
{
    public static string? Fault(string key, long value, long least, long most) =>
        value >= least && value <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{key} is {value}; it must be from {least} to {most}.");

    public static string? Fault(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most
            ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"{key} is {value:c}; it must be from {least:c} to {most:c}.");
}
