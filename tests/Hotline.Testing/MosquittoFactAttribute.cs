namespace Hotline.Testing;

/// <summary>
/// A test that needs a real Mosquitto: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MosquittoFactAttribute : FactAttribute
{
    public MosquittoFactAttribute() => Skip = Needed.SkipFor(PrivateMosquitto.Missing);
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MosquittoTheoryAttribute : TheoryAttribute
{
    public MosquittoTheoryAttribute() => Skip = Needed.SkipFor(PrivateMosquitto.Missing);
}
