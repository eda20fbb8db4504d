using SharpFuzz;

namespace Hotline.Fuzz;

/// <summary>Makes assemblies note which of their branches run.</summary>
public static class Instrumentation
{
    /// <summary>
    /// Changes our own assemblies in a folder, and the one that takes mails apart. The folder is a copy: nothing in it
    /// may be in use.
    /// </summary>
    public static void Of(string folder)
    {
        var own = Directory.EnumerateFiles(folder, "Hotline.*.dll")
            .Where(file => !Path.GetFileName(file).StartsWith("Hotline.Fuzz", StringComparison.Ordinal));
        foreach (var file in own.Append(Path.Combine(folder, "MimeKit.dll")))
        {
            Fuzzer.Instrument(file, _ => true, Options.Value);
        }
    }

    /// <summary>Copies a program and instruments the copy.</summary>
    /// <param name="program">The folder that it was built to.</param>
    /// <param name="copy">A new folder.</param>
    public static void Copy(string program, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(program))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        }
        Of(copy);
    }
}
