using Hotline.Protocol;

namespace Hotline.Hub.Settings;

/// <summary>What can be wrong with settings, wherever they come from: 4100 to 4119. Bridges have their own.</summary>
internal static class SettingErrors
{
    /// <summary>A key that is none.</summary>
    public static Refusal NoSuch(string key, string allowed) => new(4100, "no-such-setting", RefusalClass.Malformed,
        $"{key}: no such setting; allowed here: {allowed}.");

    /// <summary>A value where a section or a list belongs.</summary>
    public static Refusal NotASection(string key, string value, string part) => new(
        4101, "setting-is-a-section", RefusalClass.Malformed,
        $"{key}: '{value}' is not a section or list of settings; give its parts, such as {key}.{part}.");

    /// <summary>A value of another form.</summary>
    public static Refusal NotRead(string key, string value, string expected) => new(
        4102, "setting-not-read", RefusalClass.Malformed, $"{key}: '{value}' is not {expected}.");

    /// <summary>A value beyond its range.</summary>
    public static Refusal OutOfRange(string key, string value, IComparable least, IComparable most) => new(
        4103, "setting-out-of-range", RefusalClass.Malformed,
        FormattableString.Invariant($"{key}: '{value}' is out of range; allowed: {least} to {most}."));

    /// <summary>A value that cannot be; says key, value and what is allowed.</summary>
    public static Refusal NotAccepted(string fault) => new(
        4104, "setting-not-accepted", RefusalClass.Malformed, $"{fault}");

    /// <summary>Settings that need or exclude each other; says which.</summary>
    public static Refusal Together(string fault) => new(4105, "settings-together", RefusalClass.Malformed, $"{fault}");

    /// <summary>A file that a setting names and that cannot be used; says key, file and why.</summary>
    public static Refusal NamedFile(string fault) => new(4106, "setting-file", RefusalClass.Malformed, $"{fault}");

    /// <summary>An option of the command line that is none.</summary>
    public static Refusal NoSuchOption(string option) => new(4107, "no-such-option", RefusalClass.Malformed,
        $"{option}: no such option; allowed: --data DIR, --urls URLS, --mqtt HOST:PORT (or 0), --config DIR, "
        + "--set section.name=value.");

    /// <summary>An option at the end of the line.</summary>
    public static Refusal NoValue(string option) => new(4108, "option-without-value", RefusalClass.Malformed,
        $"{option}: its value is missing.");

    /// <summary>The settings file is no JSON, or cannot be read.</summary>
    public static Refusal SettingsFile(string config, string why) => new(
        4109, "settings-file", RefusalClass.Malformed, $"hotline.json in {config}: {why}");
}
