using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>A hub with a certificate of its own making.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotline-tls-").FullName;

    private string Certificate => Path.Combine(_folder, "hub.pem");

    private string Key => Path.Combine(_folder, "hub.key");

    [Fact]
    public async Task HTTPS_and_MQTT_over_TLS_work_on_an_address_that_is_not_loopback()
    {
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Arguments = ["--urls", "https://0.0.0.0:0", "--mqtt", "0.0.0.0:0", "--set",
                $"listen.certificate={Certificate}", "--set", $"listen.certificateKey={Key}"],
        });
        Assert.StartsWith("https://", hub.Http, StringComparison.Ordinal);
        var port = new Uri(hub.Http).Port;
        await using var curl = Tool.Start(
            "/usr/bin/curl", "curl", "-sS", "--fail", "--cacert", Certificate, $"https://localhost:{port}/readyz");
        Assert.Contains("journal: ok", (await curl.EndAsync()).Expect(), StringComparison.Ordinal);

        await using var officer = hub.Actor("xa-officer");
        await using var pub = Tool.Start("/usr/bin/mosquitto_pub", "mosquitto-clients", "-h", "localhost", "-p",
            $"{hub.MqttPort}", "--cafile", Certificate,
            "-V", "5", "-q", "1", "-t", "hotline/v1/XA/submit", "-u", "xa-officer", "-P", officer.Token(), "-m",
            officer.Notify("XB").Compact);
        (await pub.EndAsync()).Expect();
        await using var plain = Tool.Start("/usr/bin/curl", "curl", "-sS", $"http://localhost:{port}/healthz");
        Assert.NotEqual(0, (await plain.EndAsync()).ExitCode);
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task The_whole_chain_is_sent_so_that_who_knows_the_root_alone_can_follow_it()
    {
        using var root = new PrivateAuthority("Root");
        using var state = new PrivateAuthority("State authority", root);
        using var issuer = new PrivateAuthority("Issuing authority", state);
        issuer.Certify("localhost", Certificate, Key);
        var (rootFile, above) = (Path.Combine(_folder, "root.pem"), Path.Combine(_folder, "above.pem"));
        root.Write(rootFile);
        foreach (var authority in new[] { issuer, state })
        {
            authority.Write(above);
            await File.AppendAllTextAsync(Certificate, "\n" + await File.ReadAllTextAsync(above));
        }
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Arguments = ["--urls", "https://0.0.0.0:0", "--mqtt", "0.0.0.0:0", "--set",
                $"listen.certificate={Certificate}", "--set", $"listen.certificateKey={Key}"],
        });
        foreach (var port in new[] { new Uri(hub.Http).Port, hub.MqttPort })
        {
            await using var client = Tool.Start("/bin/sh", "dash", "-c",
                $"openssl s_client -connect 127.0.0.1:{port} -servername localhost -verify_hostname localhost "
                + $"-verify_return_error -no-CApath -CAfile {rootFile} -showcerts </dev/null");
            var said = (await client.EndAsync()).Expect();
            Assert.Contains("Verify return code: 0 (ok)", said, StringComparison.Ordinal);
            Assert.Equal(3, said.Split("-----BEGIN CERTIFICATE-----").Length - 1);
        }
        hub.AssertNoErrors();
    }

    [Fact]
    public async Task A_handshake_that_never_comes_holds_no_connection()
    {
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Arguments = ["--urls", "https://127.0.0.1:0", "--mqtt", "0", "--set", $"listen.certificate={Certificate}",
                "--set", $"listen.certificateKey={Key}", "--set", "limits.httpPatience=00:00:01"],
        });
        using var silent = new TcpClient("127.0.0.1", new Uri(hub.Http).Port);
        try
        {
            var read = silent.GetStream().ReadAsync(new byte[1]).AsTask();
            Assert.Equal(0, await read.WaitAsync(RealTime.Patience, RealTime.Clock));
        }
        catch (IOException)
        {
            // It was reset, which is an end too.
        }
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_told_before_anything_starts()
    {
        await using var hub = ChildProcess.Start("dotnet",
            [Checkout.Hub, "--data", _folder + "/never", "--urls", "https://127.0.0.1:0", "--mqtt", "0", "--set",
                "listen.certificate=/nowhere/hub.pem", "--set", $"listen.certificateKey={Key}"]);
        var ended = await hub.EndAsync();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("'/nowhere/hub.pem'", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder + "/never"));
    }

    [Fact]
    public async Task A_key_that_does_not_belong_to_the_certificate_is_told_with_a_sentence()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Key, other.ExportPkcs8PrivateKeyPem());
        await using var hub = ChildProcess.Start("dotnet",
            [Checkout.Hub, "--data", _folder + "/data", "--urls", "https://127.0.0.1:0", "--mqtt", "0", "--set",
                $"listen.certificate={Certificate}", "--set", $"listen.certificateKey={Key}"]);
        var ended = await hub.EndAsync();
        Assert.InRange(ended.ExitCode, 1, 2);
        Assert.Contains("ertificate", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = RealTime.Clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
