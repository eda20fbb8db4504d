using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>
/// A test that needs a real Postfix: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute()
    {
        if (PrivatePostfix.Missing is { } why && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = why;
        }
    }
}

/// <summary>
/// A test that needs a real Postfix with users who log in: a failure in CI when there is none, elsewhere a skip that
/// says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SaslFactAttribute : FactAttribute
{
    public SaslFactAttribute()
    {
        if ((PrivatePostfix.Missing ?? SaslUsers.Missing) is { } why
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = why;
        }
    }
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SaslTheoryAttribute : TheoryAttribute
{
    public SaslTheoryAttribute()
    {
        if ((PrivatePostfix.Missing ?? SaslUsers.Missing) is { } why
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = why;
        }
    }
}

/// <summary>One Postfix at a time: frozen daemons and busy cores do not mix.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PostfixCollection
{
    public const string Name = "Postfix";
}
