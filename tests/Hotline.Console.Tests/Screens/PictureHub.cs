using Hotline.Console.Tests.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing.Hubs;

namespace Hotline.Console.Tests.Screens;

/// <summary>
/// A hub on an ordinary night: windows as a regime might set them, but for flash traffic, which lapses at once, so that
/// the pictures show a lapse.
/// </summary>
public sealed class PictureHub : ConsoleHub
{
    protected override ConfigFolder Configure(ConfigFolder shipped) => shipped
        .WithExercise(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(30), "flash")
        .WithExercise(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), "immediate")
        .WithExercise(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(45), TimeSpan.FromHours(8), "priority")
        .WithExercise(TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(24), "routine");

    /// <summary>What came in the last hours, for XB above all.</summary>
    public async Task FurnishNightAsync()
    {
        await using var xa = Hub.Actor("xa-officer");
        await using var xb = Hub.Actor("xb-officer");
        await using var xc = Hub.Actor("xc-officer");
        await SendAsync(xa, "XB", Kind.RequestForInformation, Precedence.Routine, "Logs of an open resolver");
        await SendAsync(xb, "XC", Kind.VulnerabilityReport, Precedence.Flash, "Flaw in a sluice controller");
        var done = await SendAsync(
            xc, "XB", Kind.RequestForAssistance, Precedence.Priority, "Flood of requests against a tax portal");
        await xb.SubmitAsync(xb.Messages.Acknowledge(done.Envelope).Value);
        var asked = await SendAsync(
            xb, "XC", Kind.RequestForMitigation, Precedence.Immediate, "Command servers in your address range");
        await xc.SubmitAsync(xc.Messages.Acknowledge(asked.Envelope).Value);
        await SendAsync(
            xb, "XA,XC", Kind.IncidentNotification, Precedence.Priority, "Leaked credentials of a registrar");
        await SendAsync(xc, "XB", Kind.RequestForConsultation, Precedence.Immediate, "Scans of two embassies: a call?");
        await SendAsync(xa, "XC", Kind.IncidentNotification, Precedence.Priority, "Copied sign-in page");
    }

    private static async Task<SignedEnvelope> SendAsync(
        Actor from, string to, Kind kind, Precedence precedence, string subject) =>
        await from.SubmitAsync(from.Notify(to, kind, precedence, subject,
            """{"form":"incident-notification","version":1,"language":"en","fields":{"phrases":["not-attribution"],"what":"See the subject; details follow."}}"""));
}
