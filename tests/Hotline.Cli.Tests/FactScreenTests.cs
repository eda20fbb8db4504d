using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Cli.Screens;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Cli.Tests;

/// <summary>Whatever a feed brings has its sentence, as it comes over the line.</summary>
public sealed class FactScreenTests
{
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();
    private static readonly MessageId Id = new Some().Next();
    private static readonly NoticeKey Mail = new(Means.Mail, "XB", "XB", "officer", Id);
    private static readonly MessageHeader Header = new Some().Message().Header();

    public static TheoryData<Fact> Every => new(Facts);

    private static Fact[] Facts =>
    [
        new Accepted(
            Id, Header, new RegimeRef("exercise", "digest"), null, Status.Exercise, Tlp.Amber, Carrier.Http, []),
        new Carried(Id, "XB", Carrier.Mqtt, "officer"),
        new Delivered(Id, "XB", "officer", Carrier.SignalR, Late: false),
        new Displayed(Id, "XB", "officer", Carrier.SignalR, Late: true),
        new Acknowledged(Id, Header, Carrier.Mail, null, Late: false, After: false),
        new Answered(Id, Header, Carrier.Mail, Late: false, After: false),
        new Withdrawn(Id, Header, Carrier.Http, After: false),
        new Closed(Id, Header, Carrier.Http, After: false),
        new WindowOpened(Id, "XB", new WindowTerms(Window.Response, Now.AddMinutes(5), "basis", Now), []),
        new WindowRevised(Id, "XB", Window.Response, Now, WindowRevision.Extended, "basis"),
        new Lapsed(Id, "XB", Window.Delivery, Now, null),
        new Escalated(Id, "XB", EscalationStep.Mail, Window.Delivery, Now, "XB"),
        new NoticeOrdered(Id, Mail, EscalationStep.Mail, Window.Delivery),
        new ReplyNoticeOrdered(Id, Mail),
        new NoticeSent(Id, Mail, "relay", Carrier.Mail),
        new NoticeDeferred(Id, Mail, 1, "busy", Now),
        new NoticeDead(Id, Mail, 7, "no such user"),
        new NoticeReturned(Id, Mail, "5.1.1"),
        new KeyAdmitted("XB", "officer", PocRole.DutyOfficer, "Duty officer", Some.Key("XB/officer").Public.ToJwk()),
        new KeyRemoved("XB", "officer", "key"),
        new RegimeAdopted("exercise", "digest", "{}"),
        new HubStarted("hub", "1.0.0", null, Clean: true),
        new HubStopped("hub", "signal"),
        new JournalRecovered("hub", Now, 7, 9, Now, Now, "Ada Roe", "the disk is lost", ["XA"]),
    ];

    [Theory]
    [MemberData(nameof(Every))]
    public void Each_fact_has_words_of_its_own(Fact fact)
    {
        var page = JsonSerializer.Serialize(
            new FeedPage([new FeedItem(new Entry(1, Now, fact), null)], 1, 1), WireJson.Default.FeedPage);
        var read = JsonSerializer.Deserialize(page, WireJson.Default.FeedPage)!.Items[0].Entry;

        var words = FactScreen.Words(read, "XA").Text;

        Assert.Equal(fact.GetType(), read.Fact.GetType());
        Assert.DoesNotContain("does not know", words, StringComparison.Ordinal);
        Assert.True(fact is not NoticeFact || words.Contains("mail", StringComparison.OrdinalIgnoreCase), words);
    }

    [Fact]
    public void None_is_left_out() => Assert.Equal(
        typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType.Name).Order(),
        Facts.Select(fact => fact.GetType().Name).Order());
}
