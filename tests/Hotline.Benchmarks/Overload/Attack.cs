using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing.Hubs;
using Hotline.Testing.Mqtt;

namespace Hotline.Benchmarks.Overload;

/// <summary>
/// Everything at once against one hub, from a process of its own, so that whoever measures beside it is not held up by
/// it more than by anything else on the machine.
/// </summary>
/// <param name="http">Where the hub is.</param>
/// <param name="profiles">Directory of the exercise's profiles.</param>
/// <param name="clock">Clock.</param>
internal sealed class Attack(Uri http, string profiles, TimeProvider clock)
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25); // within what the hub lets a key ask for
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly string Large = $"\"{new string('x', 180_000)}\"";
    private readonly CancellationTokenSource _over = new();
    private int _taken;
    private int _refused;
    private int _reports;

    /// <summary>
    /// Says on standard output when all of it is there; ends with its input, and says what became of it.
    /// </summary>
    public async Task RunAsync(AttackOptions options)
    {
        var idle = await IdleAsync(options.Idle / 2);
        var clients = await MqttIdleAsync(options.Idle - (options.Idle / 2));
        var all = new List<Task> { PingAsync(idle) };
        all.AddRange(Enumerable.Range(0, options.Silent).Select(_ => Task.Run(SilentAsync)));
        all.AddRange(Enumerable.Range(0, options.Flood).Select(_ => Task.Run(FloodAsync)));
        string[] readers = ["xz-coordinator", "xa-officer", "xb-officer", "xz-coordinator"];
        all.AddRange(Enumerable.Range(0, options.Reports).Select(
            i => Task.Run(() => ReportAsync(readers[i % readers.Length]))));
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        await _over.CancelAsync();
        await Task.WhenAll(all);
        idle.ForEach(i => i.Dispose());
        await Task.WhenAll(clients.Select(c => c.DisposeAsync().AsTask()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_taken} {_refused} {_reports}"));
    }

    private Profile Profile(string name) => ProfileFile.Read(Path.Combine(profiles, name + ".json")).Value.Profile;

    private string Token(Profile profile)
    {
        using var key = SigningKey.FromJwk(profile.Key).Value;
        return AccessToken.Issue(key, profile.HubId, clock.GetUtcNow(), TimeSpan.FromMinutes(4));
    }

    private async Task<List<SilentReader>> IdleAsync(int count)
    {
        var (profile, idle) = (Profile("xc-officer"), new List<SilentReader>(count));
        for (var i = 0; i < count; i++)
        {
            idle.Add(await SilentReader.OpenAsync(http.AbsoluteUri, Token(profile), streams: 0));
            await Task.Delay(Pace, clock);
        }
        return idle;
    }

    private async Task<List<MqttClient>> MqttIdleAsync(int count)
    {
        var (profile, idle) = (Profile("xc-officer"), new List<MqttClient>(count));
        var address = profile.Mqtt!.Split(':');
        for (var i = 0; i < count; i++)
        {
            var outcome = await MqttClient.ConnectAsync(
                address[0], int.Parse(address[1], CultureInfo.InvariantCulture), new MqttClientOptions
                {
                    ClientId = $"idle-{i}", UserName = $"{profile.Participant.ToLowerInvariant()}-{profile.Poc}",
                    Password = Encoding.ASCII.GetBytes(Token(profile)), ReceiveMaximum = 16,
                    ConnectTimeout = TimeSpan.FromSeconds(60),
                }, clock);
            idle.Add(outcome is MqttConnectOutcome.Connected connected ? connected.Client
                : throw new InvalidOperationException(outcome.ToString()));
        }
        return idle;
    }

    private async Task PingAsync(List<SilentReader> idle)
    {
        while (await DelayAsync(Ping))
        {
            foreach (var one in idle)
            {
                await IgnoringAsync(one.PingAsync());
            }
        }
    }

    private async Task SilentAsync()
    {
        var profile = Profile("xb-officer");
        while (!_over.IsCancellationRequested)
        {
            await IgnoringAsync(StandSilentAsync(profile));
            await DelayAsync(Again);
        }
    }

    /// <summary>Until about when it is cut; nobody who reads nothing hears of that.</summary>
    private async Task StandSilentAsync(Profile profile)
    {
        using var silent = await SilentReader.OpenAsync(http.AbsoluteUri, Token(profile), streams: 4);
        for (var i = 0; i < 2 && await DelayAsync(Ping); i++)
        {
            await silent.PingAsync();
        }
    }

    private async Task FloodAsync()
    {
        var profile = Profile("xa-officer");
        using var key = SigningKey.FromJwk(profile.Key).Value;
        var (token, draft) = (Token(profile), Encoding.UTF8.GetBytes(
            """{"to":["XB"],"regime":"exercise","kind":"incident-notification","precedence":"routine","""
            + $$""" "tlp":"amber","subject":"Flood","content":{{Large}}}"""));
        var messages = new Messages(profile, key, new MessageIds(clock), clock);
        using var client = new HttpClient { BaseAddress = http };
        var (next, taken) = (messages.FromDraft(draft).Value, false);
        while (!_over.IsCancellationRequested)
        {
            // What was refused goes out again at once: signing others would keep the machine busier than the hub.
            next = taken ? messages.FromDraft(draft).Value : next;
            using var request = new HttpRequestMessage(HttpMethod.Post, HttpPaths.Envelopes);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Content = new StringContent(
                next.Compact, new MediaTypeHeaderValue(MediaTypes.Envelope));
            taken = await SendAsync(client, request);
        }
    }

    /// <summary>True when it is on record.</summary>
    private async Task<bool> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request, _over.Token);
            _ = response.IsSuccessStatusCode ? Interlocked.Increment(ref _taken) : Interlocked.Increment(ref _refused);
            return response.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReportAsync(string name)
    {
        var profile = Profile(name);
        using var api = new HotlineApi(profile, clock);
        while (!_over.IsCancellationRequested)
        {
            await IgnoringAsync(AskAsync(api));
        }
    }

    private async Task AskAsync(HotlineApi api)
    {
        if ((await api.ReportAsync(new ReportQuery(), stop: _over.Token)).Try(out _, out _))
        {
            Interlocked.Increment(ref _reports);
        }
        else
        {
            await DelayAsync(Again);
        }
    }

    /// <summary>False when the attack is over.</summary>
    private async Task<bool> DelayAsync(TimeSpan time)
    {
        await IgnoringAsync(Task.Delay(time, clock, _over.Token));
        return !_over.IsCancellationRequested;
    }

    /// <summary>Whatever becomes of one of them, the attack goes on.</summary>
    private static Task IgnoringAsync(Task one) =>
        one.ContinueWith(static done => _ = done.Exception, TaskScheduler.Default);
}
