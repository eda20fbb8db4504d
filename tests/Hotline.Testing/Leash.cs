using System.Diagnostics;
using System.Globalization;

namespace Hotline.Testing;

/// <summary>
/// Ends the programs that tests have started when the test host itself is killed and can no longer end them. A shell
/// waits at the end of a pipe whose other end only this process holds; when the pipe closes, however this process went,
/// the shell kills whom it still has on its list.
/// </summary>
public sealed class Leash : IDisposable
{
    private const string Watch = """
        held=
        kill_tree() {
          for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do kill_tree "$child"; done
          kill -9 "$1" 2>/dev/null
        }
        while read -r word pid; do
          rest=
          for other in $held; do [ "$other" = "$pid" ] || rest="$rest $other"; done
          case $word in hold) held="$rest $pid" ;; *) held=$rest ;; esac
        done
        for pid in $held; do kill_tree "$pid"; done
        """;

    private static readonly Lazy<Leash> OfThisProcess = new(() => new Leash());
    private readonly Process _shell;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _held = [];

    /// <summary>A leash of its own; tests of programs take <see cref="Shared"/>.</summary>
    public Leash() =>
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Watch]) { RedirectStandardInput = true })!;

    /// <summary>The leash of this process, for as long as it lives.</summary>
    public static Leash Shared => OfThisProcess.Value;

    /// <summary>
    /// Ends the program, and those that it starts, when this process ends without having released it.
    /// </summary>
    public void Hold(int pid)
    {
        lock (_lock)
        {
            _held.Add(pid);
            Say("hold", pid);
        }
    }

    /// <summary>The program has ended: its number may soon be another's.</summary>
    public void Release(int pid)
    {
        lock (_lock)
        {
            _held.Remove(pid);
            Say("release", pid);
        }
    }

    /// <summary>Whether a program is held.</summary>
    public bool Holds(int pid)
    {
        lock (_lock)
        {
            return _held.Contains(pid);
        }
    }

    /// <summary>As the death of this process: everybody who is held ends.</summary>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.Dispose();
    }

    private void Say(string word, int pid)
    {
        _shell.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{word} {pid}\n"));
        _shell.StandardInput.Flush();
    }
}
