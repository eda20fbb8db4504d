using System.Collections.Immutable;
using System.Reflection;
using Hotline.Protocol;

namespace Hotline.Contract.Tests;

/// <summary>
/// Makes a value of any record that travels from its constructor's parameters: a new member appears without anybody
/// thinking of it.
/// </summary>
internal static class FilledRecord
{
    /// <summary>What every time in one is.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly MessageId Id = MessageId.Parse("0198c0de-0000-7000-8000-000000000001");

    /// <summary>One.</summary>
    /// <param name="type">The type.</param>
    /// <param name="most">True for one that holds everything, false for one without what may be left out.</param>
    public static object Of(Type type, bool most) => Make(type, type.Name, most);

    private static object Make(Type type, string name, bool most) => type switch
    {
        _ when type == typeof(string) => name switch
        {
            "From" or "Addressee" or "Told" or "Coordinator" => "XA",
            "To" or "Cc" => "XB",
            _ => char.ToLowerInvariant(name[0]) + name[1..],
        },
        _ when type == typeof(MessageId) => Id,
        _ when type == typeof(DateTimeOffset) => Now,
        _ when type == typeof(bool) => most,
        _ when type == typeof(int) => 3,
        _ when type == typeof(long) => 7L,
        { IsEnum: true } => Enum.GetValues(type).GetValue(most ? 1 : 0)!,
        _ when Nullable.GetUnderlyingType(type) is { } inner => Make(inner, name, most),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) =>
            List(type.GetGenericArguments()[0], name, most),
        _ => Construct(type, most),
    };

    private static object Construct(Type type, bool most)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var context = new NullabilityInfoContext();
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
            !most && context.Create(p).WriteState == NullabilityState.Nullable
            ? null : Make(p.ParameterType, p.Name!, most))]);
    }

    private static object List(Type element, string name, bool most)
    {
        var items = Array.CreateInstance(element, most ? 1 : 0);
        if (most)
        {
            items.SetValue(Make(element, name, most), 0);
        }
        return typeof(ImmutableArray).GetMethods().Single(m => m.Name == nameof(ImmutableArray.Create)
            && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }
}
