using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Benchmarks.Growth;

/// <summary>
/// The journal of a hub that has been there for long: a thousand exchanges a day from XA to XB, each carried,
/// delivered, acknowledged, answered and closed by nobody, five entries and three signatures; before them one to XC,
/// which is silent. Written by the recorder as a hub would write it, while the hub is stopped.
/// </summary>
internal sealed class GrownJournal : IDisposable
{
    /// <summary>Exchanges of a day.</summary>
    public const int ADay = 1000;

    private const int EntriesEach = 5;
    private const int AtOnce = 250;
    private readonly string _data;
    private readonly ManualTime _time;
    private readonly SigningKey _hub;
    private readonly (Profile Profile, SigningKey Key) _xa;
    private readonly (Profile Profile, SigningKey Key) _xb;
    private readonly Core.Directory.Directory _directory;
    private readonly RegimeBook _regimes;

    /// <param name="data">Directory of a hub of the exercise that has been started once; its journal is thrown away.
    /// </param>
    /// <param name="most">How many entries it is to have in the end.</param>
    /// <param name="now">When it is to end.</param>
    public GrownJournal(string data, long most, DateTimeOffset now)
    {
        _data = data;
        _time = new ManualTime((now - TimeSpan.FromDays((most / EntriesEach / ADay) + 2)).ToMilliseconds());
        (_xa, _xb) = (Read("xa-officer"), Read("xb-officer"));
        _hub = SigningKey.Create();
        _directory = DirectoryFile.Read(File.ReadAllBytes(Path.Combine(data, "directory.json"))).Directory!;
        var text = File.ReadAllBytes(Path.Combine(Checkout.Root, "config", "regimes", "exercise.json"));
        _regimes = new RegimeBook([RegimeFile.Read(text).Regime!]);
        foreach (var file in System.IO.Directory.GetFiles(data, "journal.*"))
        {
            File.Delete(file);
        }

        (Profile, SigningKey) Read(string name)
        {
            var profile = ProfileFile.Read(Path.Combine(data, "exercise", name + ".json")).Value.Profile;
            return (profile, SigningKey.FromJwk(profile.Key).Value);
        }
    }

    /// <summary>Exchanges of which everything is on record, some of each day.</summary>
    public List<MessageId> Some { get; } = [];

    /// <summary>Where the last day that is full begins.</summary>
    public DateTimeOffset LastDay { get; private set; }

    /// <summary>Writes until it has so many entries.</summary>
    public async Task GrowAsync(long entries)
    {
        await using var store = SqliteStore.Open(_data).Value;
        var hub = new RecordingHub(
            _time, now => new Circumstances(now, _directory, _regimes, [], RuleLimits.Default), _hub);
        await using var recorder = await Recorder.OpenAsync(
            store, hub, new RecorderOptions { BatchSize = 4096 }, NullLogger.Instance);
        if (await store.HeadAsync(default) == 0)
        {
            await BeginAsync(recorder);
        }
        while (await store.HeadAsync(default) is var head && head < entries)
        {
            await AddAsync(recorder, (int)Math.Min(AtOnce, (entries - head + EntriesEach - 1) / EntriesEach));
        }
        LastDay = _time.GetUtcNow() - TimeSpan.FromDays(1);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _xa.Key.Dispose();
        _xb.Key.Dispose();
    }

    private async Task BeginAsync(Recorder recorder)
    {
        await DoAsync(recorder, new AdoptRegime(_regimes.All.First()));
        foreach (var participant in _directory.Participants)
        {
            await DoAsync(recorder, new AdmitKeys(participant.Code,
                [.. participant.Pocs.SelectMany(poc => poc.Keys.Select(key => new Seat(participant.Code, poc, key)))]));
        }
        var silent = Opening("XC");
        await DoAsync(recorder, new Submit(silent, Carrier.Http));
        for (var minute = 0; minute < 60; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await DoAsync(recorder, new Fire(StreamId.Exchange(silent.Envelope.Id)));
        }
    }

    private async Task AddAsync(Recorder recorder, int count)
    {
        var openings = Signed(count, _ => Opening("XB"));
        var ids = openings.Select(o => o.Envelope.Id).ToList();
        await DoAsync(recorder, openings.Select(o => new Submit(o, Carrier.SignalR)));
        _time.Advance(TimeSpan.FromSeconds(1));
        await DoAsync(recorder, ids.Select(id => new Carry(id, "XB", "officer", Carrier.SignalR)));
        await DoAsync(recorder, ids.Select(id => new Confirm(id, "XB", "officer", Rung.Delivered, Carrier.SignalR)));
        _time.Advance(TimeSpan.FromSeconds(10));
        foreach (var kind in new[] { Kind.Acknowledgement, Kind.Response })
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            var replies = Signed(count, i => Reply(openings[i].Envelope, kind));
            await DoAsync(recorder, replies.Select(r => new Submit(r, Carrier.SignalR)));
        }
        _time.Advance((TimeSpan.FromDays(1) / ADay * count) - TimeSpan.FromSeconds(31));
        Some.Add(ids[0]);
    }

    private static SignedEnvelope[] Signed(int count, Func<int, SignedEnvelope> sign)
    {
        var all = new SignedEnvelope[count];
        Parallel.For(0, count, i => all[i] = sign(i));
        return all;
    }

    private SignedEnvelope Opening(string to) => SignedEnvelope.Sign(
        FreshMessage.Opening(_xa.Profile.Participant, _xa.Profile.Poc) with
        {
            To = [to], Kind = Kind.IncidentNotification, Precedence = Precedence.Priority, Subject = "Measured",
            Created = _time.GetUtcNow().ToMilliseconds(), Content = new Content("application/json", Incident.Json(512)),
        },
        _xa.Key).Value;

    private SignedEnvelope Reply(Envelope opening, Kind kind) => SignedEnvelope.Sign(
        FreshMessage.Opening(_xb.Profile.Participant, _xb.Profile.Poc) with
        {
            To = [opening.From], Kind = kind, Precedence = opening.Precedence, Exchange = opening.Id,
            InReplyTo = opening.Id, Created = _time.GetUtcNow().ToMilliseconds(),
        },
        _xb.Key).Value;

    private static async Task DoAsync(Recorder recorder, params IEnumerable<Command> commands)
    {
        foreach (var outcome in await Task.WhenAll(commands.Select(command => recorder.ExecuteAsync(command))))
        {
            if (outcome.Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal.ToString());
            }
        }
    }
}
