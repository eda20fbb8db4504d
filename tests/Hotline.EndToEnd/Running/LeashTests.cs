using Hotline.Testing;

namespace Hotline.EndToEnd.Running;

/// <summary>What becomes of the programs of a test when the test host is killed: its end of the pipe closes.</summary>
public sealed class LeashTests
{
    [Fact]
    public async Task Who_is_held_ends_with_those_it_started_and_who_was_released_goes_on()
    {
        var leash = new Leash();
        await using var held = ChildProcess.Start("/bin/sh", ["-c", "sleep 1000 & echo $!; wait"]);
        await using var released = ChildProcess.Start("/bin/sh", ["-c", "sleep 1000"]);
        var grandchild = await held.OutputAsync(_ => true, "the number of the program below it");
        leash.Hold(held.Id);
        leash.Hold(released.Id);
        leash.Release(released.Id);

        leash.Dispose();

        await RealTime.Until(() => held.HasEnded && Gone(grandchild), "the held programs to be killed");
        Assert.False(released.HasEnded);
    }

    /// <summary>The system gives its number to somebody else, whom nobody here may kill.</summary>
    [Fact]
    public async Task A_program_that_was_killed_or_has_ended_is_held_no_longer()
    {
        await using var killed = ChildProcess.Start("/bin/sh", ["-c", "sleep 1000"]);
        await using var ended = ChildProcess.Start("/bin/sh", ["-c", "exit"]);
        Assert.True(Leash.Shared.Holds(killed.Id) && Leash.Shared.Holds(ended.Id));

        await killed.KillAsync();
        await ended.EndAsync();

        Assert.False(Leash.Shared.Holds(killed.Id) || Leash.Shared.Holds(ended.Id));
    }

    /// <summary>Of a process that nobody has waited for, only the empty command line is left.</summary>
    private static bool Gone(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
