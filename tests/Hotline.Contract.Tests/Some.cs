using Hotline.Protocol;

namespace Hotline.Contract.Tests;

/// <summary>Test data.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly MessageId Id = MessageId.Parse("0198c0de-0000-7000-8000-000000000001");
}
