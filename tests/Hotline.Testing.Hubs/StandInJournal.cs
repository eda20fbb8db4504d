using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Protocol.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Testing.Hubs;

/// <summary>What a <see cref="StandInHub"/> remembers; outlives it, as a journal outlives a hub.</summary>
public sealed partial class StandInJournal
{
    private readonly Lock _lock = new();
    private readonly List<(Entry Entry, string Envelope)> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SigningKey Key { get; } = SigningKey.Create();

    /// <summary>The key of XA/officer.</summary>
    public SigningKey Officer { get; } = SigningKey.Create();

    /// <summary>The key of XB/officer.</summary>
    public SigningKey Other { get; } = SigningKey.Create();

    /// <summary>What the hub says of exchanges.</summary>
    public ConcurrentDictionary<MessageId, ExchangeView> Views { get; } = new();

    /// <summary>Keys that ask for a seat, by fingerprint.</summary>
    public ConcurrentDictionary<string, KeyRequest> Requests { get; } = new();

    /// <summary>Whoever has the seat that was asked for.</summary>
    public static Me Me { get; } =
        new("XA", "National CERT of Exland-A", "officer", PocRole.DutyOfficer, "Duty officer", ["en"], []);

    public KeyRequest Ask(SeatClaim claim)
    {
        var now = RealTime.Clock.GetUtcNow().ToMilliseconds();
        var request = new KeyRequest(
            Fingerprint.Of(claim.Key.Thumbprint()), claim.Participant, claim.Poc, claim.Key, now, now.AddMinutes(30));
        return Requests.GetOrAdd(request.Fingerprint, request);
    }

    /// <summary>Whether it says that it is an exercise.</summary>
    public bool Exercise { get; set; } = true;

    /// <summary>Of a dishonest hub: envelopes that it hands out instead of the ones asked for.</summary>
    public ConcurrentDictionary<MessageId, string> Instead { get; } = new();

    /// <summary>Of a dishonest hub: what it makes of an entry in the feed.</summary>
    public Func<Entry, Entry>? Retold { get; set; }

    /// <summary>Says back what it was asked, so that a test sees it.</summary>
    public PlanView Plan(PlanQuestion question) => new(
        question.Regime, question.Kind.Wire(), $"{question.Precedence?.Wire()} {question.Status?.Wire()}",
        [.. question.To.Concat(question.Cc ?? [])
            .Select(to => new PlanAddressee(to, NameOf(to), AddresseeRole.Action, [], []))],
        new Basis(BasisKind.OperatorDefault, "modelled on nothing outside"));

    /// <summary>What the hub answers when asked for a report.</summary>
    public Report Report { get; set; } = new(default, default, [], 0, default, Figures.Own, "", []);

    /// <summary>What it answers when asked for the windows behind it.</summary>
    public ReportExchanges ReportExchanges { get; set; } = new(default, default, 0, default, Figures.Own, "", 0, 0, []);

    /// <summary>Query strings of reports, as they were asked.</summary>
    public ConcurrentQueue<string> ReportQueries { get; } = new();

    public VerificationKey? Find(string id) => id == Officer.Id ? Officer.Public : id == Other.Id ? Other.Public : null;

    public DirectoryView Directory => new(
    [
        new ParticipantView("XA", "National CERT of Exland-A", [Officers(Officer, "en")]),
        new ParticipantView("XB", "National CERT of Exland-B", [Officers(Other, "en", "fr")]),
    ], Former);

    /// <summary>Keys that have left.</summary>
    public ImmutableArray<FormerKeyView> Former { get; set; } = [];

    /// <summary>Refuses everybody while set.</summary>
    public Refusal? Closed { get; set; }

    /// <summary>Submissions wait for it.</summary>
    public Func<int, Task>? BeforeAnswer { get; set; }

    public Refusal? RefuseNext { get; set; }

    /// <summary>Signs receipts with this instead of <see cref="Key"/>.</summary>
    public SigningKey? FalseKey { get; set; }

    /// <summary>The answer to every submission, whatever it is.</summary>
    public Receipt? Answer { get; set; }

    /// <summary>Said to every new line, which is then ended.</summary>
    public Refusal? Parting { get; set; }

    public int Submissions => _submissions;

    /// <summary>WebSocket frames that came, on all lines.</summary>
    public int Frames => _frames;

    public void FrameCame() => Interlocked.Increment(ref _frames);

    public ConcurrentQueue<Confirmation> Confirmations { get; } = new();

    public ConcurrentQueue<string> Tokens { get; } = new();

    public ConcurrentQueue<long> Follows { get; } = new();

    public ConcurrentDictionary<string, HubCallerContext> Lines { get; } = new();

    private readonly ConcurrentDictionary<long, Receipt> _receipts = new();
    private int _submissions;
    private int _frames;

    public long Head
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public Refusal? Check(HttpContext http)
    {
        var token = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        Tokens.Enqueue(token);
        return Closed
            ?? AccessToken.Verify(token, Key.Id, RealTime.Clock.GetUtcNow(), TokenPolicy.Default, Find).Refusal;
    }

    public string? Envelope(MessageId id)
    {
        if (Instead.TryGetValue(id, out var other))
        {
            return other;
        }
        lock (_lock)
        {
            return _entries.Find(e => e.Entry.Fact.Message?.Id == id).Envelope;
        }
    }

    public async Task<Receipt> Submit(string compact)
    {
        var count = Interlocked.Increment(ref _submissions);
        if (RefuseNext is { } refusal)
        {
            RefuseNext = null;
            throw new HubException(refusal.ToString());
        }
        var position = Append(compact);
        if (BeforeAnswer is { } wait)
        {
            await wait(count);
        }
        return Answer ?? _receipts.GetOrAdd(position, ReceiptOf);
    }

    public long Append(string compact)
    {
        lock (_lock)
        {
            if (_entries.FindIndex(e => e.Envelope == compact) is >= 0 and var known)
            {
                return known + 1;
            }
            var signed = SignedEnvelope.Open(compact, Find).Value;
            var e = signed.Envelope;
            Fact fact = e.Kind switch
            {
                Kind.Acknowledgement =>
                    new Acknowledged(e.Exchange, signed.Header(), Carrier.Http, e.ExpectBy, Late: false, After: false),
                Kind.Response => new Answered(e.Exchange, signed.Header(), Carrier.Http, Late: false, After: false),
                Kind.Withdrawal => new Withdrawn(e.Exchange, signed.Header(), Carrier.Http, After: false),
                Kind.Closure => new Closed(e.Exchange, signed.Header(), Carrier.Http, After: false),
                _ => new Accepted(
                    e.Id, signed.Header(), new RegimeRef(e.Regime, "digest"), null, e.Status, e.Tlp, Carrier.SignalR,
                [
                    .. e.To.Select(to => new Asked(
                        to, AddresseeRole.Action,
                        [new WindowTerms(Window.Acknowledgement, e.Created.AddMinutes(20), "basis")], [])),
                ]),
            };
            if (e.Opens)
            {
                Views.TryAdd(e.Id, Opened(e, _entries.Count + 1));
            }
            _entries.Add((new Entry(_entries.Count + 1, RealTime.Clock.GetUtcNow().ToMilliseconds(), fact), compact));
            _grown.TrySetResult();
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _entries.Count;
        }
    }

    /// <summary>How the exchange stands for its first addressee, who is to acknowledge it.</summary>
    private static ExchangeView Opened(Envelope e, long position) => new(
        e.Id, e.Regime, e.Kind, e.Precedence, e.Status, e.Tlp, e.From, e.Sender, ExchangeState.Open, e.Created,
        e.Created, position, [], [], Turn.Ours,
        [new AwaitedView(
            e.To[0], Awaited.Acknowledge, e.To[0], Window.Acknowledgement, e.Created.AddMinutes(20), Lapsed: false)],
        [], e.Created);

    private Entry Told(Entry entry) => Retold is { } retold ? retold(entry) : entry;

    private static PocView Officers(SigningKey key, params string[] languages) =>
        new("officer", PocRole.DutyOfficer, "Duty officer", [.. languages], "Around the clock", [key.Public.ToJwk()]);

    private string NameOf(string participant) => Directory.Participants.Single(p => p.Code == participant).Name;

    /// <summary>A tree of one leaf or two: enough for a path. The checkpoint covers positions in pairs.</summary>
    private Receipt ReceiptOf(long position)
    {
        Entry entry;
        lock (_lock)
        {
            entry = _entries[(int)position - 1].Entry;
        }
        var bytes = entry.ToJson();
        var (root, path) = (Merkle.Leaf(bytes), ImmutableArray.CreateBuilder<string>());
        var index = position - 1;
        for (var size = position; size > 1; size = (size + 1) / 2, index /= 2)
        {
            if ((index & 1) == 1)
            {
                path.Add(Base64Url.EncodeToString(Merkle.Empty));
                root = Merkle.Node(Merkle.Empty, root);
            }
        }
        var key = FalseKey ?? Key;
        var checkpoint = new Checkpoint(key.Id, position, Base64Url.EncodeToString(root), entry.At).Sign(key);
        return new Receipt(entry.Fact.Message!.Id, position, entry.At, new Base64UrlBytes(bytes),
            path.ToImmutable(), checkpoint);
    }

    public async IAsyncEnumerable<FeedPage> Follow(long after, [EnumeratorCancellation] CancellationToken stop)
    {
        Follows.Enqueue(after);
        RefuseBeyond(after);
        if (Urgent.Count > 0)
        {
            yield return Ahead(after);
        }
        while (true)
        {
            Task grown;
            FeedPage page;
            lock (_lock)
            {
                grown = _grown.Task;
                page = PageAfter(after);
            }
            if (page.Items.IsEmpty && page.Damaged is null)
            {
                await grown.WaitAsync(stop);
                continue;
            }
            after = page.Cursor;
            yield return page;
        }
    }
}

/// <summary>A line to the stand-in: the contract's minimum.</summary>
internal sealed class StandInLine(StandInJournal journal) : Hub<IHotlineClient>, IHotlineHub
{
    public override async Task OnConnectedAsync()
    {
        journal.Lines[Context.ConnectionId] = Context;
        if (journal.Parting is { } refusal)
        {
            await Clients.Caller.Ending(refusal.ToString());
            Context.Abort();
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        journal.Lines.TryRemove(Context.ConnectionId, out _);
        return Task.CompletedTask;
    }

    public Task<Receipt> Submit(string envelope) => journal.Submit(envelope);

    public Task Confirm(Confirmation confirmation)
    {
        journal.Confirmations.Enqueue(confirmation);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<FeedPage> Follow(long after, CancellationToken stop) => journal.Follow(after, stop);
}
