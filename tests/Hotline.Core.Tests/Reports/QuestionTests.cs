using System.Globalization;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Reports;

public sealed class QuestionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_word_it_is_the_current_month_so_far_by_participant()
    {
        var question = Read("").Value;
        Assert.Equal((new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Now), (question.From, question.To));
        Assert.Equal([ReportGroup.Participant], question.By.ToArray());
    }

    [Fact]
    public void An_end_alone_asks_for_the_month_that_it_ends()
    {
        var question = Read("to=2026-11-01").Value;
        Assert.Equal((new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)), (question.From, question.To));
    }

    [Fact]
    public void The_first_moment_belongs_to_the_period_and_the_last_does_not()
    {
        var question = Read("from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00.000Z").Value;
        Assert.True(question.TakesPeriod(question.From));
        Assert.False(question.TakesPeriod(question.From.AddMilliseconds(-1)));
        Assert.True(question.TakesPeriod(question.To.AddMilliseconds(-1)));
        Assert.False(question.TakesPeriod(question.To));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var query = new ReportQuery
        {
            From = Now.AddDays(-3), To = Now, By = [ReportGroup.Month, ReportGroup.Kind], Status = Status.Exercise,
            Regime = "exercise", Kind = Kind.Declaration,
            Precedence = Precedence.Flash, Participant = "XB", Carrier = Carrier.Mqtt, Window = Window.Delivery,
            Outcome = Timeliness.Late, AfterEscalation = true, Limit = 7,
        };
        Assert.Equal(query.Write(), Read(query.Write(), exchanges: true).Value.Filter.Write());
        var none = new ReportQuery { By = [], WithoutAct = true };
        Assert.Equal("by=&carrier=none", none.Write());
        Assert.Equal(none.Write(), Read(none.Write()).Value.Filter.Write());
        Assert.Empty(Read(none.Write()).Value.By);
    }

    [Theory]
    [InlineData("from=yesterday", 2301)]
    [InlineData("to=2026-13-01", 2301)]
    [InlineData("from=2026-11-01T00:00:00%2B01:00", 2301)]
    [InlineData("from=2026-11-02&to=2026-11-02", 2301)]
    [InlineData("from=2026-11-02&to=2026-11-01", 2301)]
    [InlineData("from=2026-12-01", 2301)]
    [InlineData("participnat=XB", 2302)]
    [InlineData("status=exercise&status=actual", 2302)]
    [InlineData("outcome=met", 2302)]
    [InlineData("limit=5", 2302)]
    [InlineData("by=colour", 2303)]
    [InlineData("by=kind,kind", 2303)]
    [InlineData("status=Exercise", 2303)]
    [InlineData("status=", 2303)]
    [InlineData("regime=No Regime", 2303)]
    [InlineData("kind=phishing", 2303)]
    [InlineData("precedence=urgent", 2303)]
    [InlineData("participant=xb", 2303)]
    [InlineData("carrier=pigeon", 2303)]
    [InlineData("window=bay", 2303)]
    public void What_cannot_be_asked_is_refused_by_number(string query, int number) =>
        Assert.Equal(number, Read(query).Refusal!.Number);

    [Theory]
    [InlineData("outcome=won", 2303)]
    [InlineData("afterEscalation=yes", 2303)]
    [InlineData("limit=0", 2303)]
    [InlineData("limit=100001", 2303)]
    [InlineData("limit=-1", 2303)]
    [InlineData("limit=5&limit=5", 2302)]
    public void What_cannot_be_asked_of_the_list_is_refused_by_number(string query, int number) =>
        Assert.Equal(number, Read(query, exchanges: true).Refusal!.Number);

    [Theory]
    [InlineData("by=%1B%5B31mred%0D%0A1000 all-well: yes")]
    [InlineData("window=%E2%80%AEyab")]
    [InlineData("\n1000 all-well=1")]
    public void What_a_refusal_shows_of_a_question_cannot_break_its_line(string query) =>
        Assert.DoesNotContain(Read(query).Refusal!.Detail,
            c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    private static Outcome<ReportQuestion> Read(string query, bool exchanges = false) => ReportQuestion.Read(
        from part in query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        let at = part.IndexOf('=', StringComparison.Ordinal)
        select KeyValuePair.Create(part[..at], Uri.UnescapeDataString(part[(at + 1)..])), exchanges, Now);
}
