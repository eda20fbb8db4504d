namespace Hotline.Testing.Hubs;

/// <summary>The built <c>hotline</c>, run as a user runs it.</summary>
public static class CommandLine
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="profile">A profile's path; null for none.</param>
    /// <param name="arguments">What follows.</param>
    public static Task<Ended> RunAsync(string? profile, params string[] arguments) => RunAsync(profile, "", arguments);

    /// <summary>Runs it to its end with something on standard input.</summary>
    public static async Task<Ended> RunAsync(string? profile, string input, string[] arguments)
    {
        await using var process = Start(profile, arguments);
        return await process.EndAsync(input);
    }

    /// <summary>Starts it and leaves it running.</summary>
    public static ChildProcess Start(string? profile, params string[] arguments) =>
        ChildProcess.Start(
            "dotnet",
            [Checkout.Cli, .. profile is null ? Array.Empty<string>() : ["--profile", profile], .. arguments]);
}
