using Hotline.Core.Regimes;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Startup;

/// <summary>What is looked at before a hub makes anything.</summary>
internal static class StartExamination
{
    /// <summary>
    /// Everything that can be wrong outside the settings, before anything is made: whoever starts it wrongly finds
    /// nothing changed.
    /// </summary>
    /// <returns>Whether it is an exercise, and the regimes in force.</returns>
    public static (bool Exercise, IReadOnlyList<Regime> Regimes) Of(SettingsReading reading)
    {
        var data = reading.DataDirectory;
        if (FreeAddresses.Faults(reading) is [_, ..] taken)
        {
            throw new StartupException(taken.Select(f => f.ToString()));
        }
        var regimes = RegimesInForce.ReadFiles(reading.ConfigDirectory);
        var mail = reading.Settings.Mail;
        var (maildir, elsewhere) = (new Maildir(Composition.MaildirPath(mail, data)), mail.InboundMaildir is not null);
        if (!DataDirectory.IsExercise(data, reading.Settings.Purpose).Try(out var exercise, out var refusal)
            || (refusal = elsewhere ? maildir.Unusable() : null) is not null
            || (refusal = DataDirectory.Prepare(data)) is not null)
        {
            throw new StartupException([refusal.ToString()]);
        }
        HubKey.Read(data)?.Dispose();
        if (File.Exists(HubHost.DirectoryPath(data)))
        {
            DataDirectory.Participants(data);
        }
        return !elsewhere && maildir.Unusable() is { } unusable
            ? throw new StartupException([unusable.ToString()]) : (exercise, regimes);
    }
}
