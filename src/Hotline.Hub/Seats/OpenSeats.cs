using System.Net;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Seats;

/// <summary>
/// Which seats the person at this machine may take without approval. That is for playing an exercise, so everything
/// must say that this is one: the data directory, the setting, that no door is open to elsewhere, and the link that the
/// hub printed at its start, which alone proves who it is.
/// </summary>
/// <param name="reading">The settings.</param>
/// <param name="rulebook">Who is who.</param>
/// <param name="link">What the person at this machine has.</param>
public sealed class OpenSeats(SettingsReading reading, Rulebook rulebook, SeatLink link)
{
    /// <summary>A data directory in which there is this folder was set up as the exercise.</summary>
    public const string ExerciseFolder = "exercise";

    // What a trusted proxy said, and what it took the place of.
    private static readonly string[] PassedOnToo = ["X-Forwarded-", "X-Original-"];
    private static readonly string[] PassedOn = ["Forwarded", "Via", "X-Real-IP"];

    private readonly bool _atHome = reading.Settings.Exercise.OpenSeats
        && reading.Http.All(door => IPAddress.IsLoopback(door.Address))
        && (reading.Mqtt is null || IPAddress.IsLoopback(reading.Mqtt.Address));

    /// <summary>Null when whoever sends this request may take a seat. Refusals 4020, 4028.</summary>
    public Refusal? Check(HttpRequest request) =>
        !CanOpen(request) ? SeatErrors.ExerciseClosed()
        : !link.IsShownBy(request) ? SeatErrors.LinkNeeded() : null;

    /// <summary>
    /// Writes the link for the person at this machine, mode 0600; where there are no seats to take, one of an earlier
    /// start goes.
    /// </summary>
    /// <param name="address">Where this hub is.</param>
    /// <returns>The link; null where there are no seats to take.</returns>
    public string? WriteLink(string address)
    {
        var file = SeatLink.PathIn(reading.DataDirectory);
        if (!_atHome || !IsExercise())
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
            return null;
        }
        var shown = link.To(address);
        SecretFile.Write(file, Encoding.ASCII.GetBytes(shown + "\n"));
        return shown;
    }

    /// <summary>The seats, for whoever sends this request.</summary>
    public ExerciseView View(HttpRequest request)
    {
        if (Check(request) is not null)
        {
            return new ExerciseView(Open: false, [], ByLink: CanOpen(request));
        }
        var seats = from participant in rulebook.Directory.Participants
                    from poc in participant.Pocs
                    where IsSeat(poc)
                    select new ExerciseSeat(participant.Code, participant.Name, poc.Id, poc.Role, poc.Title);
        return new ExerciseView(Open: true, [.. seats], ByLink: true);
    }

    /// <summary>True when there is such a seat to take.</summary>
    public bool Has(string participant, string poc) =>
        rulebook.Directory.Find(participant)?.Poc(poc) is { } found && IsSeat(found);

    private bool CanOpen(HttpRequest request) => _atHome && CameDirectly(request) && IsExercise();

    /// <summary>
    /// True where the data directory was set up as the exercise and still is one: whoever enters a real participant
    /// ends it. Codes XA to XZ are nobody's (ISO 3166 leaves them to users).
    /// </summary>
    private bool IsExercise() => Path.Exists(Path.Combine(reading.DataDirectory, ExerciseFolder))
        && rulebook.Directory.Participants.All(p => p.Code is ['X', >= 'A' and <= 'Z']);

    /// <summary>People at the desk; a machine keeps the key that it has.</summary>
    private static bool IsSeat(Poc poc) => poc.Role switch
    {
        PocRole.DutyOfficer or PocRole.Deputy or PocRole.Coordinator or PocRole.Administrator => true,
        PocRole.Diplomatic or PocRole.Notifier => false,
    };

    /// <summary>A name that only resolves to this machine (DNS rebinding) is not this machine's.</summary>
    private static bool CameDirectly(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && IsThisMachine(request.Host.Host)
        && !PassedOn.Any(request.Headers.ContainsKey)
        && !request.Headers.Keys.Any(IsOfProxies);

    private static bool IsOfProxies(string header) =>
        PassedOnToo.Any(said => header.StartsWith(said, StringComparison.OrdinalIgnoreCase));

    private static bool IsThisMachine(string host) => host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
