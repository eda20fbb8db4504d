namespace Hotline.Core.Regimes;

/// <summary>What a regime file may hold: the reader and the schema beside the files both say it from here.</summary>
public static class RegimeLimits
{
    /// <summary>Characters of a title.</summary>
    public const int Title = 200;

    /// <summary>Characters of a note.</summary>
    public const int Note = 1000;

    /// <summary>Least characters of a basis's source: fewer name nothing.</summary>
    public const int ShortestSource = 10;

    /// <summary>Most characters of a basis's source.</summary>
    public const int LongestSource = 400;

    /// <summary>The latest step, as a share of its window's length.</summary>
    public const int LatestStep = 10;

    /// <summary>The shortest window.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    /// <summary>The longest window.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(366);
}
