using System.Net;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Seats;

/// <summary>
/// Which seats anybody at this machine may take without approval. That is for playing an exercise, so everything must
/// say that this is one: the data directory, the setting, and that nobody from elsewhere can reach the hub, neither
/// directly nor through something that passes requests on.
/// </summary>
/// <param name="reading">The settings.</param>
/// <param name="rulebook">Who is who.</param>
public sealed class OpenSeats(SettingsReading reading, Rulebook rulebook)
{
    /// <summary>A data directory in which there is this folder was set up as the exercise.</summary>
    public const string ExerciseFolder = "exercise";

    private const string PassedOnToo = "X-Forwarded-";
    private static readonly string[] PassedOn = ["Forwarded", "Via", "X-Real-IP"];

    private readonly bool _atHome = reading.Settings.Exercise.OpenSeats
        && reading.Http.All(door => IPAddress.IsLoopback(door.Address))
        && (reading.Mqtt is null || IPAddress.IsLoopback(reading.Mqtt.Address));

    /// <summary>True when whoever sends this request may take a seat.</summary>
    public bool IsOpen(HttpRequest request) => _atHome && CameDirectly(request) && IsExercise();

    /// <summary>The seats, for whoever sends this request.</summary>
    public ExerciseView View(HttpRequest request)
    {
        if (!IsOpen(request))
        {
            return new ExerciseView(Open: false, []);
        }
        var seats = from participant in rulebook.Directory.Participants
                    from poc in participant.Pocs
                    where IsSeat(poc)
                    select new ExerciseSeat(participant.Code, participant.Name, poc.Id, poc.Role, poc.Title);
        return new ExerciseView(Open: true, [.. seats]);
    }

    /// <summary>True when there is such a seat to take.</summary>
    public bool Has(string participant, string poc) =>
        rulebook.Directory.Find(participant)?.Poc(poc) is { } found && IsSeat(found);

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
        && !request.Headers.Keys.Any(name => name.StartsWith(PassedOnToo, StringComparison.OrdinalIgnoreCase));

    private static bool IsThisMachine(string host) => host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
