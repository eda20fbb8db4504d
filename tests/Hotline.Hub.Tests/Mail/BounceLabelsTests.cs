using Hotline.Hub.Settings;
using Hotline.Mail;

namespace Hotline.Hub.Tests.Mail;

public sealed class BounceLabelsTests
{
    private static readonly MailKey Key = new(SomeMail.Id(), "XC", "XC", "officer");

    [Fact]
    public void The_name_in_the_envelope_reads_back_like_the_message_id_and_brings_the_label()
    {
        var labels = SomeMail.Labels();
        var id = labels.MessageId(Key, SomeMail.Noon);
        var name = MailMessageIds.EnvelopeId(id);
        Assert.Equal(labels.Read(id), labels.Read(name));
        Assert.Equal(Key, labels.Read(name)?.Mail);
        Assert.True(labels.Holds(labels.Read(name)!, []));
    }

    [Fact]
    public void With_a_mailbox_for_bounces_the_name_in_the_envelope_brings_no_label()
    {
        var labels = SomeMail.Labels(new MailSettings { Bounces = "bounces@hub.example" });
        var about = labels.Read(MailMessageIds.EnvelopeId(labels.MessageId(Key, SomeMail.Noon)))!;
        Assert.Equal(Key, about.Mail);
        Assert.False(labels.Holds(about, []));
        Assert.True(labels.Holds(about, [labels.ReturnAddress(Key, SomeMail.Noon)]));
    }

    [Theory]
    [InlineData("nothing of ours")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_ours_is_no_mail(string? name) => Assert.Null(SomeMail.Labels().Read(name));

    [Fact]
    public void A_name_has_at_most_a_hundred_characters()
    {
        Assert.Equal(new string('m', 100), MailMessageIds.EnvelopeId($"<{new string('m', 100)}@hub.example>"));
        Assert.Null(MailMessageIds.EnvelopeId($"<{new string('m', 101)}@hub.example>"));
    }
}
