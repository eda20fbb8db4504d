using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

/// <summary>What the sources' own comments say of the types that travel, as plain sentences.</summary>
internal sealed class TypeWords
{
    private readonly DocComments _comments = new(typeof(Fact).Assembly, typeof(Kind).Assembly);

    /// <summary>The summary of a type.</summary>
    public string? Of(Type type) => _comments.Summary($"T:{type.FullName}");

    /// <summary>The summary of an enum's value.</summary>
    public string? OfField(Type type, string field) => _comments.Summary($"F:{type.FullName}.{field}");

    /// <summary>What is said of a record's member, by its name in C# or on the wire.</summary>
    public string? OfMember(Type type, string name) => _comments.Parameter($"T:{type.FullName}", name);
}
