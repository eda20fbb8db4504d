using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Bridges;

public sealed class BridgeSettingsTests
{
    private static readonly BridgeSettings Good = new()
    {
        Name = "national", Host = "broker.xa.example", User = "hotline", Password = "p", Participants = ["XA"],
    };

    private static readonly BridgeSettings Local =
        new() { Name = "local", Host = "127.0.0.1", Tls = ServerTls.None, Protocol = "3.1.1", Participants = ["XB"] };

    [Fact]
    public void A_bridge_over_TLS_and_one_on_this_machine_have_no_faults() =>
        Assert.Empty(BridgeSettings.Faults([Good, Local]));

    public static TheoryData<string, BridgeSettings> Bad => new()
    {
        { "4062 bridge-name: bridges.0.name", Good with { Name = "National" } },
        { "4062 bridge-name: bridges.0.name", Good with { Name = "" } },
        { "4063 bridge-host: bridges.0.host", Good with { Host = "" } },
        { "4063 bridge-host: bridges.0.host", Good with { Host = "a b" } },
        { "4064 bridge-protocol: bridges.0.protocol", Good with { Protocol = "4" } },
        { "4065 bridge-participants: bridges.0.participants", Good with { Participants = [] } },
        { "4065 bridge-participants: bridges.0.participants", Good with { Participants = default } },
        { "4065 bridge-participants: bridges.0.participants", Good with { Participants = ["XA", "XA"] } },
        { "4065 bridge-participants: bridges.0.participants", Good with { Participants = ["+"] } },
        { "4066 bridge-client-id: bridges.0.clientId", Good with { ClientId = "" } },
        { "4066 bridge-client-id: bridges.0.clientId", Good with { ClientId = "a/b" } },
        { "4066 bridge-client-id: bridges.0.clientId", Good with { ClientId = new string('a', 65) } },
        {
            "4067 bridge-pauses: bridges.0.longestPause",
            Good with { Pause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(1) }
        },
        { "4068 bridge-starttls: bridges.0.tls", Good with { Tls = ServerTls.StartTls } },
        { "4068 bridge-starttls: bridges.0.tls", Good with { Tls = (ServerTls)7 } },
        { "4069 bridge-plaintext: bridges.0.tls", Good with { Tls = ServerTls.None } },
        { "4070 bridge-ca-file: bridges.0.caFile", Good with { CaFile = "/nowhere/ca.pem" } },
        { "4071 bridge-certificate-alone: bridges.0.certificate", Good with { Certificate = "/nowhere/a.pem" } },
        { "4071 bridge-certificate-alone: bridges.0.certificate", Good with { CertificateKey = "/nowhere/a.key" } },
        {
            "4072 bridge-certificate: bridges.0.certificate",
            Good with { Certificate = "/nowhere/a.pem", CertificateKey = "/nowhere/a.key" }
        },
        { "4073 bridge-two-passwords: bridges.0.passwordFile", Good with { PasswordFile = "/dev/null" } },
        { "4074 bridge-password-alone: bridges.0.user", Good with { User = null } },
        {
            "4075 bridge-password-file: bridges.0.passwordFile",
            Good with { Password = null, PasswordFile = "/nowhere/password" }
        },
        {
            "4075 bridge-password-file: bridges.0.passwordFile",
            Good with { Password = null, PasswordFile = "/dev/null" }
        },
        { "4103 setting-out-of-range: bridges.0.port: '0'", Good with { Port = 0 } },
        { "4103 setting-out-of-range: bridges.0.keepAlive: '00:00:00'", Good with { KeepAlive = TimeSpan.Zero } },
        { "4103 setting-out-of-range: bridges.0.inFlight: '1001'", Good with { InFlight = 1001 } },
        { "4103 setting-out-of-range: bridges.0.messagesPerSecond: '0'", Good with { MessagesPerSecond = 0 } },
        { "4103 setting-out-of-range: bridges.0.canary: '1.00:00:00'", Good with { Canary = TimeSpan.FromDays(1) } },
        {
            "4103 setting-out-of-range: bridges.0.sessionExpiry: '00:00:00'",
            Good with { SessionExpiry = TimeSpan.Zero }
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Each_fault_names_its_key_and_what_is_allowed(string begins, BridgeSettings settings) =>
        Assert.StartsWith(begins, Assert.Single(BridgeSettings.Faults([settings])), StringComparison.Ordinal);

    [Fact]
    public void Two_bridges_of_one_name_and_too_many_of_them_are_faults()
    {
        Assert.StartsWith(
            "4061 same-bridge-name: ", Assert.Single(BridgeSettings.Faults([Good, Good])), StringComparison.Ordinal);
        var many = Enumerable.Range(0, BridgeSettings.Most + 1).Select(i => Good with { Name = $"b{i}" });
        Assert.StartsWith("4060 too-many-bridges: ",
            Assert.Single(BridgeSettings.Faults([.. many])), StringComparison.Ordinal);
    }

    [Fact]
    public void Printing_settings_shows_no_password() => Assert.DoesNotContain(
        "hunter2", (Good with { Password = "hunter2" }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void They_are_read_from_the_file_and_all_faults_are_told_at_once()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["hotline.json"], """
            {"bridges": [
              {"name": "one", "host": "localhost", "participants": ["XA", "XB"], "tls": "none", "protocol": "3.1.1"},
              {"name": "two", "host": "localhost", "participants": "XA", "inFlight": 0, "qos": 2},
              null
            ]}
            """);
        var reading = SettingsReader.Read(["--config", folder.Path]);
        Assert.Equal("XA,XB", string.Join(',', reading.Settings.Bridges[0].Participants));
        Assert.Equal(ServerTls.None, reading.Settings.Bridges[0].Tls);
        foreach (var key in new[] { "bridges.1.inFlight", "bridges.1.qos", "bridges.2.name", "bridges.2.host" })
        {
            Assert.Single(reading.Faults, f => f.Contains(key, StringComparison.Ordinal));
        }
        File.WriteAllText(folder["hotline.json"], """{"bridges": "one"}""");
        Assert.Single(SettingsReader.Read(["--config", folder.Path]).Faults,
            f => f.StartsWith("4101 setting-is-a-section: bridges: 'one' is not", StringComparison.Ordinal));
    }
}
