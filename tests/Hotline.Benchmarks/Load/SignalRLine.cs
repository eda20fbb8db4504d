using System.Runtime.CompilerServices;
using Hotline.Client;
using Hotline.Protocol.Envelopes;

namespace Hotline.Benchmarks.Load;

/// <summary>By SignalR, with the SDK: every receipt is checked, and the feed is followed from a position.</summary>
internal sealed class SignalRLine : ILine
{
    private readonly HotlineConnection _connection;
    private readonly string _participant;
    private readonly long _from;

    private SignalRLine(HotlineConnection connection, string participant, long from) =>
        (_connection, _participant, _from) = (connection, participant, from);

    public string Carrier => "signalr";

    public static async Task<ILine> OpenAsync(Profile profile, TimeProvider clock, Random random)
    {
        var connection = new HotlineConnection(profile, clock, random);
        if (await connection.ConnectAsync() is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
        return new SignalRLine(connection, profile.Participant, (await connection.Api.AboutAsync()).Value.Head);
    }

    public async Task SubmitAsync(SignedEnvelope envelope)
    {
        if ((await _connection.SubmitAsync(envelope)).Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
    }

    public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var item in _connection.FollowUncheckedAsync(_from, stop))
        {
            if (item.Envelope is not null && item.Entry.Fact.Message is { } header && header.From != _participant)
            {
                yield return item.Envelope;
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
