using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Hotline.Testing;

namespace Hotline.House.Tests;

/// <summary>The rooms as they were compiled, in the configuration of these tests.</summary>
internal static class Compiled
{
    /// <summary>
    /// Names of the assemblies that a room's code uses; the compiler leaves out what is referenced and not used.
    /// </summary>
    public static IReadOnlyList<string> Uses(string room)
    {
        var assembly = Repository.Assembly($"src/{room}/{room}.csproj") + ".dll";
        using var file = File.OpenRead(Checkout.Built(room, assembly));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }
}
