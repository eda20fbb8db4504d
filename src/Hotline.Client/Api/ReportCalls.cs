using System.Net.Http.Headers;
using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Client;

/// <content>
/// Reports. The hub says how far each is while it makes it, so however long one takes it is waited for, as long as
/// something is heard of it. Who gives up ends it at the hub too.
/// </content>
public sealed partial class HotlineApi
{
    /// <summary>
    /// Response times of a period. A participant's own, unless it coordinates a regime or a regime opens its figures.
    /// </summary>
    /// <param name="query">What is asked; without a period the current month so far.</param>
    /// <param name="progress">Told how far it is; null when nobody wants to know.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<Report>> ReportAsync(
        ReportQuery query, Action<ReportProgress>? progress = null, CancellationToken stop = default) =>
        LinesAsync(Asking(HttpPaths.Report, query), line => line.Report, progress, stop);

    /// <summary>The windows that figures come from, newest exchange first.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="progress">Told how far it is; null when nobody wants to know.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<ReportExchanges>> ReportExchangesAsync(
        ReportQuery query, Action<ReportProgress>? progress = null, CancellationToken stop = default) =>
        LinesAsync(Asking(HttpPaths.ReportExchanges, query), line => line.Exchanges, progress, stop);

    /// <summary>A report as CSV (RFC 4180, UTF-8), as the hub wrote it.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="exchanges">True for the windows that the figures come from.</param>
    /// <param name="progress">Told how far it is; null when nobody wants to know.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<string>> ReportCsvAsync(
        ReportQuery query, bool exchanges, Action<ReportProgress>? progress = null, CancellationToken stop = default) =>
        LinesAsync(Asking(exchanges ? HttpPaths.ReportExchanges : HttpPaths.Report, query, "csv"),
            line => line.Csv, progress, stop);

    private static string Asking(string path, ReportQuery query, string format = "json") =>
        $"{path}?{ReportParameters.Format}={format}&{ReportParameters.Progress}=true&{query.Write()}".TrimEnd('&');

    private async Task<Outcome<T>> LinesAsync<T>(
        string path, Func<ReportLine, T?> last, Action<ReportProgress>? progress, CancellationToken stop)
        where T : class
    {
        if (HubAddress.Fault(Hub) is { } exposed)
        {
            return exposed;
        }
        var answer = await LinesOnceAsync(path, last, progress, stop);
        return answer.Refusal is { } refusal && IsOfTime(refusal) && await SetClockAsync(stop) is null
            ? await LinesOnceAsync(path, last, progress, stop) : answer;
    }

    private async Task<Outcome<T>> LinesOnceAsync<T>(
        string path, Func<ReportLine, T?> last, Action<ReportProgress>? progress, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Current());
        using var silence = new CancellationTokenSource(Patience, _own);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stop);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return Refused((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
            }
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(either.Token));
            while (await lines.ReadLineAsync(either.Token) is { } text)
            {
                var line = WholeJson.Read(System.Text.Encoding.UTF8.GetBytes(text), WireJson.Default.ReportLine);
                if (line.Problem is { } problem)
                {
                    return Refusals.From(problem);
                }
                if (last(line) is { } made)
                {
                    return made;
                }
                silence.CancelAfter(Patience);
                if (line.Progress is { } far)
                {
                    progress?.Invoke(far);
                }
            }
            return ClientErrors.NotReachable(Hub, "the report broke off.");
        }
        catch (JsonException broken)
        {
            return ClientErrors.NotUnderstood(broken.Message);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException
            or System.Net.Sockets.SocketException)
        {
            return ClientErrors.NotReachable(Hub, Sentence(failed));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ClientErrors.NotReachable(
                Hub, FormattableString.Invariant($"nothing was heard of the report for {Patience.TotalSeconds:0} s."));
        }
    }
}
