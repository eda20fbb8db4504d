using FsCheck;
using FsCheck.Fluent;

namespace Hotline.Testing;

/// <summary>Generators of damage.</summary>
public static class Mutations
{
    /// <summary>One place and what becomes of it.</summary>
    public sealed record Edit(int Place, byte Value, int Length, int Sort);

    /// <summary>Up to eight edits: bytes changed, runs removed, repeated or moved.</summary>
    public static Arbitrary<Edit[]> Edits { get; } = Gen.Choose(0, int.MaxValue - 1)
        .SelectMany(place => Gen.Choose(0, 255), (place, value) => (place, value))
        .SelectMany(_ => Gen.Choose(1, 200), (a, length) => (a.place, a.value, length))
        .SelectMany(_ => Gen.Choose(0, 3), (a, sort) => new Edit(a.place, (byte)a.value, a.length, sort))
        .ArrayOf().Where(edits => edits.Length is > 0 and <= 8).ToArbitrary();

    /// <summary>Texts of any characters, halves of surrogate pairs included.</summary>
    public static Arbitrary<string> Texts { get; } = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);

    /// <summary>The bytes after the edits.</summary>
    public static byte[] Apply(byte[] original, IEnumerable<Edit> edits)
    {
        var bytes = original.ToList();
        foreach (var edit in edits.Where(_ => bytes.Count > 0))
        {
            var place = edit.Place % bytes.Count;
            var run = bytes.GetRange(place, Math.Min(edit.Length, bytes.Count - place));
            switch (edit.Sort)
            {
                case 0:
                    bytes[place] = edit.Value;
                    break;
                case 1:
                    bytes.RemoveRange(place, run.Count);
                    break;
                case 2:
                    bytes.InsertRange(place, run);
                    break;
                default:
                    bytes.Insert(place, edit.Value);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Checks a property many times and throws with the shrunk example when it does not hold.</summary>
    public static void Holds<T>(this Arbitrary<T> values, Func<T, bool> property, int times = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times), Prop.ForAll(values, property));
}
