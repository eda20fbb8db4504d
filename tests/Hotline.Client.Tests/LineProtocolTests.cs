using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Hotline.Contract.Wire;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hotline.Client.Tests;

/// <summary>What a line adds to the framework's hub protocol.</summary>
public sealed class LineProtocolTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_page_that_is_not_understood_ends_its_stream_and_not_the_line()
    {
        var message = Parse(new LineProtocol(_time), """{"type":2,"invocationId":"7","item":{"items":"none"}}""");

        var completion = Assert.IsType<CompletionMessage>(message);
        Assert.Equal("7", completion.InvocationId);
        Assert.Equal(6002, new CallRefusedException(completion.Error!).Refusal.Number);
    }

    [Fact]
    public void What_the_hub_says_before_the_end_counts_more_than_what_the_framework_says_at_the_end()
    {
        var protocol = new LineProtocol(_time);

        Parse(protocol, """{"type":1,"target":"Ending","arguments":["4001 access-revoked: The key is gone."]}""");
        Assert.False(protocol.Closing);
        Parse(protocol, """{"type":7,"error":"Connection closed with an error."}""");

        Assert.True(protocol.Closing);
        Assert.Equal("4001 access-revoked: The key is gone.", protocol.Parting);
        Assert.Equal("Connection closed with an error.", protocol.CloseError);
    }

    [Fact]
    public void A_message_without_end_is_not_waited_for()
    {
        var protocol = new LineProtocol(_time);
        var endless = new byte[64 * 1024 * 1024 + 1];
        endless.AsSpan().Fill((byte)' ');

        Assert.False(TryParse(protocol, endless.AsMemory(1), out _));
        Assert.Throws<InvalidDataException>(() => TryParse(protocol, endless, out _));
    }

    [Fact]
    public void Whatever_comes_was_heard_even_half_a_message()
    {
        var protocol = new LineProtocol(_time);
        _time.Advance(TimeSpan.FromSeconds(20));

        TryParse(protocol, "{"u8.ToArray(), out _);

        Assert.Equal(_time.GetTimestamp(), protocol.LastHeard);
    }

    [Fact]
    public void A_stream_with_as_many_pages_waiting_as_may_wait_is_too_slow_with_the_next_and_is_told_once()
    {
        var protocol = new LineProtocol(_time);
        var pages = Channel.CreateUnbounded<object?>();
        var (told, afterEach) = (0, new List<int>());
        using var bound = protocol.Bound(pages.Reader, most: 2, tooSlow: () => told++);
        for (var page = 1; page <= 4; page++)
        {
            Parse(protocol, """{"type":2,"invocationId":"7","item":{"items":[],"cursor":1,"head":1}}""");
            pages.Writer.TryWrite(page);
            afterEach.Add(told);
        }

        Assert.Equal([0, 0, 1, 1], afterEach);
    }

    private static HubMessage Parse(LineProtocol protocol, string json)
    {
        Assert.True(TryParse(protocol, Encoding.UTF8.GetBytes(json + '\x1e'), out var message));
        return message!;
    }

    private static bool TryParse(LineProtocol protocol, ReadOnlyMemory<byte> bytes, out HubMessage? message)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        return protocol.TryParseMessage(ref input, new Binder(), out message);
    }

    private sealed class Binder : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(Receipt);

        public Type GetStreamItemType(string streamId) => typeof(FeedPage);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(string)];
    }
}
