namespace Hotline.Testing;

/// <summary>
/// A test that needs a real nginx: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute() => Skip = Needed.SkipFor(PrivateNginx.Missing);
}
