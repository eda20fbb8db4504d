using System.Globalization;
using System.Reflection;

namespace Hotline.Hub.Settings;

/// <summary>The allowed range of a setting, inclusive, in its written form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute : Attribute
{
    public BetweenAttribute(int minimum, int maximum) => (Minimum, Maximum) = (minimum, maximum);

    public BetweenAttribute(double minimum, double maximum) => (Minimum, Maximum) = (minimum, maximum);

    public BetweenAttribute(string minimum, string maximum) => (Minimum, Maximum) = (
        TimeSpan.Parse(minimum, CultureInfo.InvariantCulture), TimeSpan.Parse(maximum, CultureInfo.InvariantCulture));

    public IComparable Minimum { get; }

    public IComparable Maximum { get; }

    /// <summary>True when the value lies in the range.</summary>
    public bool Holds(object value) => Minimum.CompareTo(value) <= 0 && Maximum.CompareTo(value) >= 0;

    /// <summary>Every setting of a section that is out of its range, whoever made the object.</summary>
    /// <param name="section">The section's key.</param>
    /// <param name="settings">The section.</param>
    public static IEnumerable<string> Faults(string section, object settings) =>
        from property in settings.GetType().GetProperties()
        let range = property.GetCustomAttribute<BetweenAttribute>()
        where range is not null
        let value = property.GetValue(settings)!
        where !range.Holds(value)
        select SettingErrors.OutOfRange(
            $"{section}.{SettingsBinder.Camel(property.Name)}", FormattableString.Invariant($"{value}"),
            range.Minimum, range.Maximum).ToString();
}
