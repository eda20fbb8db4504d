namespace Hotline.Hub.Settings;

/// <summary>
/// How many envelopes may come in by mail, section <c>mail.intake</c>. Mails that are beyond stay where they are and
/// are taken later.
/// </summary>
public sealed record MailIntakeSettings
{
    /// <summary>
    /// How many times what one address may send must fit in all: its quarter is what answers to the hub's mails have,
    /// and what addresses have that the directory does not name.
    /// </summary>
    internal const int Quarters = 4;

    /// <summary>
    /// Envelopes in any minute from one sender's address, as the mail says. A mail that holds more waits until the
    /// address has sent none for a minute, and is then taken whole.
    /// </summary>
    [Between(1, 100_000)]
    public int PerAddress { get; init; } = 60;

    /// <summary>
    /// Envelopes in any minute in all: a quarter is kept for answers that bring back the label of a mail of the hub,
    /// half for addresses of the directory, a quarter for all others. At least four times <see cref="PerAddress"/>.
    /// </summary>
    [Between(4, 1_000_000)]
    public int InAll { get; init; } = 600;

    /// <summary>All faults, each with key, value and what is allowed.</summary>
    internal static IEnumerable<string> Faults(MailIntakeSettings intake)
    {
        var beyond = BetweenAttribute.Faults("mail.intake", intake).ToList();
        foreach (var fault in beyond)
        {
            yield return fault;
        }
        if (beyond.Count == 0 && intake.InAll / Quarters < intake.PerAddress)
        {
            yield return SettingErrors.Together(
                $"mail.intake.perAddress = {intake.PerAddress}: times {Quarters} it exceeds "
                + $"mail.intake.inAll = {intake.InAll}; one address could keep the others out.").ToString();
        }
    }
}

/// <summary>
/// How long mails that came in stay in the Maildir after the hub has dealt with them, section <c>mail.kept</c>.
/// </summary>
public sealed record MailKeptSettings
{
    /// <summary>How long a mail is kept after the hub took or refused it.</summary>
    [Between("1.00:00:00", "3660.00:00:00")]
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How many are kept, of those taken and of those refused each; beyond, those that came first go first.
    /// </summary>
    [Between(100, 10_000_000)]
    public int Mails { get; init; } = 10_000;
}
