using System.Globalization;

namespace Hotline.Testing;

/// <summary>Programs of the system that users bring along.</summary>
public static class Tool
{
    /// <summary>Starts one. A missing one fails the test with the name of the package that brings it.</summary>
    /// <param name="path">Where Debian installs it.</param>
    /// <param name="package">The package.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ChildProcess Start(string path, string package, params string[] arguments)
    {
        Assert.True(File.Exists(path), $"{path} is missing: apt-get install {package} (ops/test does).");
        return ChildProcess.Start(path, arguments);
    }

    /// <summary>mosquitto_pub at a port of 127.0.0.1.</summary>
    public static ChildProcess MosquittoPub(int port, params string[] arguments) =>
        Start("/usr/bin/mosquitto_pub", "mosquitto-clients", At(port, arguments));

    /// <summary>mosquitto_sub at a port of 127.0.0.1.</summary>
    public static ChildProcess MosquittoSub(int port, params string[] arguments) =>
        Start("/usr/bin/mosquitto_sub", "mosquitto-clients", At(port, arguments));

    /// <summary>Debian's Python, which has paho.</summary>
    public static ChildProcess Python(params string[] arguments) =>
        Start("/usr/bin/python3", "python3-paho-mqtt", arguments);

    /// <summary>A line of shell, as a README shows it.</summary>
    public static Task<Ended> ShellAsync(
        string script, string folder, IReadOnlyDictionary<string, string?>? environment = null) =>
        ChildProcess.RunAsync(
            "/bin/bash", ["-euo", "pipefail", "-c", script], environment: environment, folder: folder);

    private static string[] At(int port, string[] arguments) =>
        ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments];
}
