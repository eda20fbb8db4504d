namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>One Postfix at a time: frozen daemons and busy cores do not mix.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PostfixCollection
{
    public const string Name = "Postfix";
}
