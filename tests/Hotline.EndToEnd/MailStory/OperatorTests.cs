using System.Text;
using System.Text.Json;
using Hotline.EndToEnd.Refusals;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.MailStory;

/// <summary>Nobody is left wondering what became of a mail: neither who sent it, nor who runs the hub.</summary>
public sealed class OperatorTests
{
    private const string Encrypted = """
        From: Officer <officer@xc.example>
        To: hotline@hub.example
        Subject: Re: Phishing wave
        Message-ID: <sealed.1@xc.example>
        MIME-Version: 1.0
        Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m
        Content-Transfer-Encoding: base64

        MIAGCSqGSIb3DQEHA6CAMIACAQA=

        """;

    [Fact]
    public async Task What_was_refused_is_listed_with_its_reason_and_whoever_sent_it_is_told()
    {
        await using var hub = await HubProcess.StartAsync();
        await Maildrop.PutAsync(hub, "sealed", Encoding.ASCII.GetBytes(Encrypted.ReplaceLineEndings("\r\n")));
        await RealTime.Until(() => File.Exists(Maildrop.Reason(hub, "sealed")), "the mail is refused");

        var outbox = Path.Combine(hub.Data, "outbox");
        await RealTime.Until(
            () => Directory.Exists(outbox) && Directory.EnumerateFiles(outbox, "answer.*.eml").Any(), "the answer");
        var answer = await File.ReadAllTextAsync(Directory.EnumerateFiles(outbox, "answer.*.eml").Single());
        Assert.Contains("To: officer@xc.example", answer, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-replied", answer, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <sealed.1@xc.example>", answer, StringComparison.Ordinal);
        Assert.Contains("5012", answer, StringComparison.Ordinal);

        var json = (await CommandLine.RunAsync(null, "--json", "mail", "--data", hub.Data)).Expect();
        var refused = JsonElement.Parse(json).GetProperty("refused").EnumerateArray().Single();
        Assert.Equal("officer@xc.example", refused.GetProperty("from").GetString());
        Assert.StartsWith("5012 ", refused.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(refused.GetProperty("file").GetString()));
        Assert.Empty(JsonElement.Parse(json).GetProperty("dead").EnumerateArray());

        var shown = (await CommandLine.RunAsync(null, "mail", "--data", hub.Data)).Expect();
        Assert.Contains("refused on arrival  1", shown, StringComparison.Ordinal);
        Assert.Contains("5012 mail-encrypted", shown, StringComparison.Ordinal);

        var mistyped = await CommandLine.RunAsync(null, "mail", "--data", hub.Data, "--maildir", hub.Data);
        Assert.Equal(1, mistyped.ExitCode);
        Assert.Contains("6043 file-not-readable", mistyped.Errors, StringComparison.Ordinal);
        string[] named = ["mail", "--data", hub.Data, "--maildir", Path.Combine(hub.Data, "maildir")];
        Assert.Equal(shown, (await CommandLine.RunAsync(null, named)).Expect());
    }
}
