using System.Text;
using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

public sealed class PickupDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _outbox = new();

    public void Dispose() => _outbox.Dispose();

    private Task<NoticeOutcome> Send(OutgoingMail mail) =>
        new PickupDirectory(_outbox.Path, NullLogger<PickupDirectory>.Instance)
            .SendAsync(mail, Precedence.Routine, CancellationToken.None);

    private string Only() => Assert.Single(Directory.EnumerateFileSystemEntries(_outbox.Path));

    [Fact]
    public async Task A_written_mail_is_a_file_of_its_bytes()
    {
        var mail = SomeMail.Mail();
        Assert.Equal(new NoticeOutcome.Sent("outbox"), await Send(mail));
        Assert.Equal(MimeMail.Write(mail), File.ReadAllBytes(Only()));
        Assert.Equal(mail.Envelope, Assert.Single(MailReader.Read(File.ReadAllBytes(Only())).Value.Envelopes));
    }

    [Fact]
    public async Task The_date_is_that_of_the_escalation_and_the_file_is_named_after_the_mail()
    {
        var mail = SomeMail.Mail();
        await Send(mail);
        Assert.Equal($"{mail.Key.Exchange}.XC.XC.officer.1772366400000.eml", Path.GetFileName(Only()));
        Assert.Equal("Sun, 01 Mar 2026 12:00:00 +0000", Header("Date"));
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_file_with_the_same_bytes()
    {
        var mail = SomeMail.Mail();
        await Send(mail);
        var first = File.ReadAllBytes(Only());
        await File.WriteAllTextAsync(Only(), "half a mail");
        await Send(mail);
        Assert.Equal(first, File.ReadAllBytes(Only()));
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_no_obstacle_and_no_mail()
    {
        var mail = SomeMail.Mail();
        await Send(mail);
        var name = Only();
        File.Delete(name);
        await File.WriteAllTextAsync(name + ".tmp", "half a mail");
        await Send(mail);
        Assert.Equal(name, Only());
    }

    [Fact]
    public async Task An_outbox_that_cannot_be_written_is_a_temporary_trouble()
    {
        var file = Path.Combine(_outbox.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var sender = new PickupDirectory(Path.Combine(file, "below"), NullLogger<PickupDirectory>.Instance);
        Assert.IsType<NoticeOutcome.Temporary>(
            await sender.SendAsync(SomeMail.Mail(), Precedence.Routine, CancellationToken.None));
    }

    [Fact]
    public async Task A_mail_with_a_line_break_in_a_header_is_not_written()
    {
        var outcome = await Send(SomeMail.Mail() with { Subject = "a\r\nBcc: all@xd.example" });
        Assert.Contains("5051", Assert.IsType<NoticeOutcome.Permanent>(outcome).Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_outbox.Path));
    }

    private string? Header(string name)
    {
        var headers = Encoding.ASCII.GetString(File.ReadAllBytes(Only())).Split("\r\n\r\n")[0].Split("\r\n");
        return headers.SingleOrDefault(l => l.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 2)..];
    }
}
