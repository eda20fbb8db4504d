namespace Hotline.Testing;

/// <summary>
/// A test that needs a real Dovecot: a failure in CI when there is none, elsewhere a skip that says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DovecotFactAttribute : FactAttribute
{
    public DovecotFactAttribute() => Skip = Needed.SkipFor(PrivateDovecot.Missing);
}
