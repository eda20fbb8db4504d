using System.Net;
using Hotline.Hub.Access;

namespace Hotline.Hub.Tests.Access;

public sealed class AddressGroupTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    [InlineData("fe80::1%3", "fe80::/64")]
    [InlineData("::1", "::/64")]
    public void What_one_caller_can_choose_among_at_will_is_one_group(string address, string group) =>
        Assert.Equal(group, AddressGroup.Of(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    public void What_belongs_to_two_callers_is_two_groups(string one, string other) =>
        Assert.NotEqual(AddressGroup.Of(IPAddress.Parse(one)), AddressGroup.Of(IPAddress.Parse(other)));

    [Fact]
    public void No_address_is_a_group_of_its_own()
    {
        Assert.Equal(AddressGroup.Of(null), AddressGroup.Of(null));
        Assert.NotEqual(AddressGroup.Of(IPAddress.Any), AddressGroup.Of(null));
    }
}
