using System.Text;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Envelopes;

public sealed class DraftTests
{
    private static readonly Draft Draft = new(FixedMessage.Id, "XA", "officer", FixedMessage.Now);

    [Fact]
    public void The_least_draft_gets_everything_else()
    {
        var envelope = Complete("""{"to":["XB"],"regime":"osce","kind":"communication-check"}""").Value;

        Assert.Equal((FixedMessage.Id, "XA", "officer", FixedMessage.Id, FixedMessage.Now),
            (envelope.Id, envelope.From, envelope.Sender, envelope.Exchange, envelope.Created));
        Assert.Equal(
            (Precedence.Routine, Status.Actual, Tlp.Amber), (envelope.Precedence, envelope.Status, envelope.Tlp));
        Assert.Null(envelope.Content);
        Assert.Null(envelope.Subject);
    }

    [Fact]
    public void Under_the_exercise_regime_nothing_is_actual_unless_said() =>
        Assert.Equal(Status.Exercise,
            Complete("""{"to":["XB"],"regime":"exercise","kind":"communication-check"}""").Value.Status);

    [Fact]
    public void What_the_draft_says_stands()
    {
        var written = EnvelopeWriter.Write(FixedMessage.Reply);

        Assert.Equal(written, EnvelopeWriter.Write(Draft.Complete(written).Value));
    }

    [Theory]
    [InlineData("\"text\"", "text/plain")]
    [InlineData("{\"a\":1}", "application/json")]
    [InlineData("null", "application/json")]
    public void Content_gets_its_type(string content, string type) =>
        Assert.Equal(new Content(type, content), Complete(
            $$"""{"to":["XB"],"regime":"exercise","kind":"declaration","content":{{content}}}""").Value.Content);

    [Fact]
    public void Content_is_kept_as_it_is_written()
    {
        const string content = """{"n":1.50,"big":123456789012345678901234567890,"text":"ü\u00fc<>"}""";

        Assert.Equal(content, Complete(
            $$"""{"to":["XB"],"regime":"exercise","kind":"declaration","content":{{content}}}""").Value.Content!.Json);
    }

    [Fact]
    public void The_exchange_of_an_opening_message_follows_its_id() =>
        Assert.Equal(FixedMessage.OtherId, Complete($$"""{"id":"{{FixedMessage.OtherId}}","to":["XB"],"regime":"exercise","kind":"declaration"}""").Value.Exchange);

    [Theory]
    [InlineData("", 1010)]
    [InlineData("[]", 1010)]
    [InlineData("null", 1010)]
    [InlineData("{}", 1013)]
    [InlineData("""{"id":null}""", 1015)]
    [InlineData("""{"id":{}}""", 1015)]
    [InlineData("""{"regime":"\ud800"}""", 1010)]
    [InlineData("""{"\ud800":1}""", 1010)]
    [InlineData("""{"\ud800":1,"\ud800":1}""", 1010)]
    [InlineData("""{"to":["XB"],"to":["XB"]}""", 1011)]
    [InlineData("""{"version":2}""", 1012)]
    [InlineData("""{"to":["XB"],"regime":"exercise","kind":"declaration","note":1}""", 1014)]
    [InlineData("""{"to":["XB"],"regime":"exercise","kind":"acknowledgement"}""", 1019)]
    [InlineData("""{"to":["XB"],"regime":"exercise","kind":"declaration","sealed":"x"}""", 1020)]
    public void A_draft_is_read_as_strictly_as_an_envelope(string draft, int number) =>
        Assert.Equal(number, Complete(draft).Refusal?.Number);

    [Fact]
    public void Damaged_drafts_are_completed_or_refused_by_number()
    {
        var draft = Encoding.UTF8.GetBytes("""{"to":["XB"],"regime":"exercise","kind":"declaration","subject":"ü","content":{"a":["\ud83d\udd25",1e5]}}""");
        Mutations.Edits.Holds(edits => Draft.Complete(Mutations.Apply(draft, edits)).Try(out _,
            out var refusal) || refusal.Number is 1003 or (>= 1010 and <= 1020), times: 500);
        Mutations.Texts.Holds(
            text => Draft.Complete(Encoding.UTF8.GetBytes(text)).Refusal!.Number is 1003 or (>= 1010 and <= 1020));
    }

    private static Outcome<Envelope> Complete(string draft) => Draft.Complete(Encoding.UTF8.GetBytes(draft));
}
