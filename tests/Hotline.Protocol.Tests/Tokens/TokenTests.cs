using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Tokens;

public sealed class TokenTests
{
    private static readonly SigningKey Key = SigningKey.Create();
    private static readonly TokenPolicy Policy = TokenPolicy.Default;

    // Tokens know whole seconds.
    private static readonly DateTimeOffset Issued = DateTimeOffset.FromUnixTimeSeconds(
        FixedMessage.Now.ToUnixTimeSeconds());
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static TheoryData<TimeSpan, int> Edges => new()
    {
        { -Policy.Skew - Tick, 1106 },
        { -Policy.Skew, 0 },
        { TimeSpan.Zero, 0 },
        { Life - Tick, 0 },
        { Life, 0 },
        { Life + Policy.Skew - Tick, 0 },
        { Life + Policy.Skew, 1105 },
        { Life + Policy.Skew + Tick, 1105 },
    };

    [Theory]
    [MemberData(nameof(Edges))]
    public void A_token_holds_from_its_issue_to_its_end_and_as_much_more_as_clocks_may_differ(TimeSpan afterIssue,
        int number) =>
        Assert.Equal(
            number, Verify(AccessToken.Issue(Key, "hub", Issued, Life), Issued + afterIssue).Refusal?.Number ?? 0);

    [Theory]
    [InlineData(300, null, 0)]
    [InlineData(301, null, 1107)]
    [InlineData(301, "client", 0)]
    [InlineData(86400, "client", 0)]
    [InlineData(86401, "client", 1107)]
    public void A_token_lives_as_long_as_its_sort_may(int seconds, string? client, int number) =>
        Assert.Equal(number, Verify(
            AccessToken.Issue(Key, "hub", Issued, TimeSpan.FromSeconds(seconds), client), Issued).Refusal?.Number ?? 0);

    [Fact]
    public void What_was_issued_is_what_is_read() => Assert.Equal(
        new AccessToken(Key.Id, "hub", Issued, Issued + Life, "client"),
        Verify(AccessToken.Issue(Key, "hub", FixedMessage.Now, Life, "client"), Issued).Value);

    [Fact]
    public void A_token_for_another_hub_is_told_which_hub_this_is()
    {
        var refusal = Verify(AccessToken.Issue(Key, "somewhere-else", Issued, Life), Issued).Refusal!;

        Assert.Equal(1104, refusal.Number);
        Assert.EndsWith("This hub is hub.", refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("somewhere-else", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revoked_key_ends_its_tokens() =>
        Assert.Equal(1102, AccessToken.Verify(
            AccessToken.Issue(Key, "hub", Issued, Life), "hub", Issued, Policy, _ => null).Refusal?.Number);

    [Fact]
    public void Any_text_and_any_damage_is_refused_by_number()
    {
        var token = AccessToken.Issue(Key, "hub", Issued, Life);
        Mutations.Texts.Holds(text => Verify(text, Issued).Refusal?.Number == 1101);
        Mutations.Edits.Holds(edits =>
        {
            var changed = System.Text.Encoding.Latin1.GetString(
                Mutations.Apply(System.Text.Encoding.Latin1.GetBytes(token), edits));
            return changed == token || Verify(changed, Issued).Refusal is { Number: 1101 or 1102 or 1103 };
        });
    }

    private static Outcome<AccessToken> Verify(string token, DateTimeOffset now) =>
        AccessToken.Verify(token, "hub", now, Policy, id => id == Key.Id ? Key.Public : null);
}
