using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Topics;

namespace Hotline.Mqtt.Tests.Topics;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "b", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a/", "a", false)]
    [InlineData("a", "a/", false)]
    [InlineData("/a", "a", false)]
    [InlineData("#", "a", true)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "/", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/#", "b", false)]
    [InlineData("a/b/#", "a", false)]
    [InlineData("+", "a", true)]
    [InlineData("+", "/", false)]
    [InlineData("+", "/a", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("/+", "/a", true)]
    [InlineData("+/a", "b/a", true)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a/+/c", "a/b/d", false)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("+/#", "a", true)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("+/a", "$SYS/a", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("$SYS/+", "$SYS/a", true)]
    [InlineData("a/#", "a/$SYS", true)]
    public void A_filter_matches_as_the_standard_says(string filter, string name, bool matches) =>
        Assert.Equal(matches, MqttTopicFilter.Matches(filter, name));

    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("a/+/b/#", true)]
    [InlineData("+/+/+", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("#/", false)]
    [InlineData("a+", false)]
    [InlineData("+a/b", false)]
    [InlineData("a/b+/c", false)]
    [InlineData("##", false)]
    [InlineData("+#", false)]
    public void A_filter_is_valid_as_the_standard_says(string filter, bool valid) =>
        Assert.All([MqttVersion.V5, MqttVersion.V311],
            version => Assert.Equal(valid ? null : MqttReasonCode.MalformedPacket,
                MqttTopicFilter.FormFault(filter, version)?.Reason));

    [Theory]
    [InlineData("$share/g/a", true)]
    [InlineData("$share/g/a/#", true)]
    [InlineData("$share/g//", true)]
    [InlineData("$share/g", false)]
    [InlineData("$share/g/", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/g+/a", false)]
    [InlineData("$share/#/a", false)]
    [InlineData("$share/g/a#", false)]
    public void A_shared_subscription_has_a_group_and_a_filter(string filter, bool valid) =>
        Assert.Equal(valid, MqttTopicFilter.FormFault(filter, MqttVersion.V5) is null);

    [Fact]
    public void A_filter_has_a_limited_length_and_depth()
    {
        var limits = new MqttLimits { MaxTopicBytes = 6, MaxTopicLevels = 3 };
        Assert.Null(MqttTopicFilter.LimitFault("a/b/cd", limits));
        foreach (var beyond in new[] { "a/b/cde", "ööö/", "a/b/c/" })
            Assert.Equal(MqttReasonCode.TopicFilterInvalid, MqttTopicFilter.LimitFault(beyond, limits)!.Reason);
    }

    [Theory]
    [InlineData("$share/group/a", true)]
    [InlineData("$share/", true)]
    [InlineData("$shared/a", false)]
    [InlineData("a/$share/b", false)]
    public void A_shared_subscription_is_recognised(string filter, bool shared) =>
        Assert.Equal(shared, MqttTopicFilter.IsShared(filter));
}
