using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// The answer to who wants to know how far a report is: a line now and then, and at the end one with the report. The
/// first goes out before anything is read; a refusal before that is answered as everywhere.
/// </summary>
/// <param name="response">Where the lines go.</param>
/// <param name="clock">The hub's time.</param>
internal sealed class ReportLines(HttpResponse response, TimeProvider clock)
{
    /// <summary>No more often is it said how far a report is, however quickly pages are read.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private long _told;

    /// <summary>True when the status is on its way, and no other answer can be given.</summary>
    public bool Begun { get; private set; }

    /// <summary>How far it is.</summary>
    public async Task TellAsync(ReportProgress progress, CancellationToken ct)
    {
        if (!Begun)
        {
            Begun = true;
            response.ContentType = MediaTypes.JsonLines;
            response.Headers["X-Accel-Buffering"] = "no"; // nginx hands each line on as it comes.
        }
        else if (clock.GetElapsedTime(_told) < Beat)
        {
            return;
        }
        _told = clock.GetTimestamp();
        await WriteAsync(new ReportLine(progress), ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>The last line.</summary>
    public IResult End(ReportLine line) => new Last(this, line);

    private async Task WriteAsync(ReportLine line, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(response.Body, line, WireJson.Default.ReportLine, ct);
        await response.WriteAsync("\n", ct);
    }

    private sealed class Last(ReportLines lines, ReportLine line) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => lines.WriteAsync(line, httpContext.RequestAborted);
    }
}
