namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>Whoever freezes a Postfix has the machine alone: frozen daemons and busy cores do not mix.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PostfixCollection
{
    public const string Name = "Postfix";
}
