namespace Hotline.Testing;

/// <summary>
/// A test that needs a real Postfix: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute() => Skip = Needed.SkipFor(PrivatePostfix.Missing);
}

/// <summary>The same for a test that needs users who log in at it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SaslFactAttribute : FactAttribute
{
    public SaslFactAttribute() => Skip = Needed.SkipFor(PrivatePostfix.Missing ?? SaslUsers.Missing);
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SaslTheoryAttribute : TheoryAttribute
{
    public SaslTheoryAttribute() => Skip = Needed.SkipFor(PrivatePostfix.Missing ?? SaslUsers.Missing);
}
