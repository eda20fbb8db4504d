using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.SignalR;

/// <summary>What a SignalR connection may not do.</summary>
public sealed class RawLineTests(RawLineTests.StrictHub running) : AtHub(running), IClassFixture<RawLineTests.StrictHub>
{
    [Theory]
    [InlineData("Submit", "[null]")]
    [InlineData("Submit", "[]")]
    [InlineData("Submit", "[7]")]
    [InlineData("Submit", "[\"a\",\"b\"]")]
    [InlineData("Confirm", "[null]")]
    [InlineData("Confirm", "[]")]
    [InlineData("Confirm", "[{\"message\":null,\"rung\":\"delivered\"}]")]
    [InlineData("Confirm", "[{\"message\":\"x\",\"rung\":\"delivered\"}]")]
    [InlineData("Confirm", "[{\"message\":7}]")]
    [InlineData("Confirm", "[\"x\"]")]
    [InlineData("Follow", "[null]", 4)]
    [InlineData("Follow", "[]", 4)]
    [InlineData("Follow", "[\"x\"]", 4)]
    [InlineData("Nothing", "[]")]
    [InlineData("Nothing", "[]", 4)]
    public async Task A_call_that_cannot_be_bound_is_refused_by_number(string method, string arguments, int type = 1)
    {
        using var line = await OpenAsync();
        await line.GreetAsync();
        await line.SayAsync(
            $$"""{"type":{{type}},"invocationId":"1","target":"{{method}}","arguments":{{arguments}}}""");
        var error = (string?)(await line.AnswerAsync("1"))["error"];
        Assert.Contains("4006 bad-request: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_of_nothing_is_refused_by_number()
    {
        using var line = await OpenAsync();
        await line.GreetAsync();
        await line.SayAsync("""{"type":1,"invocationId":"1","target":"Confirm","arguments":[{}]}""");
        Assert.Matches(@"\b[24]\d{3} [a-z-]+: ", (string?)(await line.AnswerAsync("1"))["error"]);
    }

    [Fact]
    public async Task One_connection_follows_few_streams_and_another_as_soon_as_one_has_ended()
    {
        using var line = await OpenAsync();
        await line.GreetAsync();
        await FollowAsync(line, "a");
        await FollowAsync(line, "b");
        Assert.Equal(2, (int?)(await line.AnswerAsync("a"))["type"]);
        Assert.Equal(2, (int?)(await line.AnswerAsync("b"))["type"]);
        await FollowAsync(line, "c");
        var refused = await line.AnswerAsync("c");
        Assert.Contains("4017 too-many-streams: ", (string?)refused["error"], StringComparison.Ordinal);

        await line.SayAsync("""{"type":5,"invocationId":"a"}""");
        Assert.Equal(3, (int?)(await line.AnswerAsync("a"))["type"]);
        await FollowAsync(line, "d");
        Assert.Equal(2, (int?)(await line.AnswerAsync("d"))["type"]);
        using var another = await OpenAsync();
        await another.GreetAsync();
        await FollowAsync(another, "e");
        Assert.Equal(2, (int?)(await another.AnswerAsync("e"))["type"]);
    }

    [Fact]
    public async Task A_WebSocket_that_says_nothing_is_ended()
    {
        using var line = await OpenAsync();
        await line.EndedAsync();
    }

    private Task<RawLine> OpenAsync() => RawLine.OpenAsync(Hub.Http, Actor("xa-officer").Token());

    private static Task FollowAsync(RawLine line, string id) =>
        line.SayAsync($$"""{"type":4,"invocationId":"{{id}}","target":"Follow","arguments":[0]}""");

    /// <summary>Two streams on a connection.</summary>
    public sealed class StrictHub : RunningHub
    {
        protected override HubOptions Options => new()
        {
            Arguments = ["--set", "limits.streamsPerConnection=2", "--set", "limits.httpPatience=00:00:05"],
        };
    }
}
