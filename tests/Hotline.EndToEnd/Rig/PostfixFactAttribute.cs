using Hotline.Testing;

namespace Hotline.EndToEnd.Rig;

/// <summary>A test that needs a real Postfix: a failure in CI when there is none, elsewhere a skip that says why.</summary>
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
