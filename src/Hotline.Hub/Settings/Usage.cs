namespace Hotline.Hub.Settings;

/// <summary>What <c>--help</c> prints.</summary>
public static class Usage
{
    public const string Text = """
        Hotline hub: runs everything on an embedded default.

          --data DIR           what the hub keeps (default ./data); an empty one is set up for the exercise
          --urls URLS          HTTP and SignalR (default http://127.0.0.1:5080); anything but loopback needs https
          --mqtt HOST:PORT     MQTT (default 127.0.0.1:1883); 0 turns it off
          --config DIR         hotline.json and regimes/ (default: those shipped with the program)
          --set KEY=VALUE      any setting of hotline.json, such as --set limits.submitPerSecond=100
          --version, --help

        Every setting may also come from the environment: HOTLINE__LIMITS__SUBMITPERSECOND=100.
        """;
}
