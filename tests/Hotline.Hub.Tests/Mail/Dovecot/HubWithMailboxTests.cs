using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail.Dovecot;

/// <summary>A whole hub whose mail comes in by IMAP.</summary>
public sealed class HubWithMailboxTests
{
    [DovecotFact]
    public async Task A_signed_acknowledgement_in_a_folder_counts_once_however_often_it_lies_there()
    {
        await using var dovecot = await PrivateDovecot.StartAsync();
        using var files = new TemporaryDirectory();
        await File.WriteAllTextAsync(files["password"], dovecot.Password);
        await dovecot.DeliverAsync("Subject: nothing\r\n\r\nwords\r\n"u8.ToArray(), "Replies");
        await using var hub = await HubInProcess.OpenAsync(
            "mail.imap.host=localhost", $"mail.imap.port={dovecot.TlsPort}",
            $"mail.imap.caFile={dovecot.CertificateFile}", $"mail.imap.user={dovecot.Login}",
            $"mail.imap.passwordFile={files["password"]}", "mail.imap.folders=INBOX,Replies");
        await RealTime.Until(async () => (await Ready(hub)).Contains("imap Replies: ok\n", StringComparison.Ordinal),
            "the folder to be watched");
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        var reply = Encoding.ASCII.GetBytes(
            "From: officer@xc.example\r\nSubject: Re\r\nMIME-Version: 1.0\r\nContent-Type: application/jose\r\n\r\n"
            + hub.Some.Acknowledgement(message, "XC").Compact + "\r\n");
        await dovecot.DeliverAsync(reply);
        var second = await dovecot.DeliverAsync(reply, "Replies");
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Rung == Rung.Acknowledged,
            "the acknowledgement to count");
        await RealTime.Until(
            () => dovecot.Mails("Replies")[second].Contains('S', StringComparison.Ordinal), "the second to be handled");
        Assert.Equal(Carrier.Mail, (await hub.AddresseeAsync(message, "XC")).Rungs[^1].Carrier);
        Assert.Single((await hub.FactsAsync(message)).OfType<Acknowledged>());
    }

    [DovecotFact]
    public async Task A_conversation_that_begins_in_the_clear_is_encrypted_before_the_password()
    {
        await using var dovecot = await PrivateDovecot.StartAsync();
        using var files = new TemporaryDirectory();
        await File.WriteAllTextAsync(files["password"], dovecot.Password);
        await using var hub = await HubInProcess.OpenAsync(
            "mail.imap.host=localhost", "mail.imap.tls=startTls", $"mail.imap.port={dovecot.Port}",
            $"mail.imap.caFile={dovecot.CertificateFile}", $"mail.imap.user={dovecot.Login}",
            $"mail.imap.passwordFile={files["password"]}");
        await RealTime.Until(async () => (await Ready(hub)).Contains("imap INBOX: ok\n", StringComparison.Ordinal),
            "the folder to be watched");
        Assert.Contains(", TLS, ", dovecot.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_shows_and_stops_nothing()
    {
        using var files = new TemporaryDirectory();
        await File.WriteAllTextAsync(files["password"], "secret");
        await using var hub = await HubInProcess.OpenAsync(
            "mail.imap.host=127.0.0.1", $"mail.imap.port={Ports.Take()}", "mail.imap.user=hub",
            $"mail.imap.passwordFile={files["password"]}");
        await RealTime.Until(
            async () => await Ready(hub) is var said && said.Contains("imap INBOX: DOWN, ",
                StringComparison.Ordinal) && said.Contains("no connection", StringComparison.Ordinal),
            "the lack of the server to show");
    }

    private static async Task<string> Ready(HubInProcess hub)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(hub.HttpAddress + "/readyz"));
        return await answer.Content.ReadAsStringAsync();
    }
}
