using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hotline.House.Tests;

/// <summary>The rooms as they were compiled, in the configuration of these tests.</summary>
internal static class Compiled
{
    /// <summary>Names of the assemblies that a room's code uses; the compiler leaves out what is referenced and not used.</summary>
    public static IReadOnlyList<string> Uses(string room)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        using var file = File.OpenRead(Path.Combine(here.Parent!.Parent!.FullName, room, here.Name, Repository.Assembly($"src/{room}/{room}.csproj") + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }
}
