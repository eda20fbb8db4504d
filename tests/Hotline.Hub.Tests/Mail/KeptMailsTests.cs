using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Testing;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What the hub has dealt with goes from the Maildir after a while.</summary>
public sealed class KeptMailsTests : IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private readonly TemporaryDirectory _data = new();
    private readonly ManualTime _time = new();
    private readonly LoggedLines _lines = new();

    public KeptMailsTests() => new Maildir(Root).Prepare();

    private string Root => _data["maildir"];

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_is_older_than_the_settings_say_goes_and_what_is_as_old_stays()
    {
        Lies("cur/old:2,S", Age + TimeSpan.FromSeconds(1));
        Lies("cur/kept:2,S", Age);
        Lies("refused/old", Age + TimeSpan.FromSeconds(1));
        Lies("refused/old.reason", Age + TimeSpan.FromSeconds(1));
        Lies("refused/kept", Age * 2);
        Lies("refused/kept.reason", Age);
        Lies("refused/orphan.reason", Age * 2);
        var kept = Kept();
        await kept.PruneAsync(default);
        Assert.Equal(["cur/kept:2,S", "refused/kept", "refused/kept.reason"], Files());
        Assert.Equal("2 mails, 0.0 MiB", kept.Said);
        Assert.Equal(2, _lines.All.Count(l => l.Contains("deleted from the Maildir", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go_of_those_taken_and_those_refused_each()
    {
        for (var i = 100; i < 203; i++)
        {
            Lies($"cur/{i}:2,S", TimeSpan.FromMinutes(i));
            Lies($"refused/{i}", TimeSpan.FromMinutes(i));
            Lies($"refused/{i}.reason", TimeSpan.FromMinutes(i));
        }
        await Kept().PruneAsync(default);
        Assert.Equal(300, Files().Length);
        Assert.Contains("cur/199:2,S", Files());
        Assert.Contains("refused/199.reason", Files());
        foreach (var gone in new[] { "cur/200:2,S", "cur/202:2,S", "refused/200", "refused/202.reason" })
        {
            Assert.DoesNotContain(gone, Files());
        }
    }

    [Fact]
    public async Task What_is_not_dealt_with_by_the_hub_is_never_touched()
    {
        string[] others =
        [
            "cur/.hidden:2,S", "cur/flagged:2,FS", "cur/unread:2,", "cur/without", "new/waits", "new/waits:2,S",
            "refused/notes", "tmp/half:2,S", "tmp/x.reason",
        ];
        foreach (var other in others)
        {
            Lies(other, Age * 100);
        }
        Directory.CreateDirectory(Path.Combine(Root, "cur", "folder:2,S"));
        Lies("cur/folder:2,S/inside:2,S", Age * 100);
        await Kept().PruneAsync(default);
        Assert.Equal([.. others.Append("cur/folder:2,S/inside:2,S").Order(StringComparer.Ordinal)], Files());
    }

    [Theory]
    [InlineData("cur")]
    [InlineData("refused")]
    public async Task A_folder_that_is_a_link_leads_out_and_is_let_be(string folder)
    {
        Directory.Delete(Path.Combine(Root, folder));
        var outside = Directory.CreateDirectory(_data["outside"]).FullName;
        Directory.CreateSymbolicLink(Path.Combine(Root, folder), outside);
        foreach (var name in new[] { "mail:2,S", "mail", "mail.reason" })
        {
            Write(Path.Combine(outside, name), Age * 2);
        }
        await Kept().PruneAsync(default);
        Assert.Equal(3, Directory.GetFiles(outside).Length);
    }

    [Fact]
    public async Task A_link_among_the_mails_and_what_it_leads_to_stay()
    {
        Write(_data["journal"], Age * 2);
        foreach (var name in new[] { "cur/1:2,S", "refused/1.reason" })
        {
            var link = Path.Combine(Root, name);
            File.CreateSymbolicLink(link, _data["journal"]);
            File.SetLastWriteTimeUtc(link, (_time.GetUtcNow() - Age * 2).UtcDateTime);
            Assert.True(new FileInfo(link).LastWriteTimeUtc < (_time.GetUtcNow() - Age).UtcDateTime);
        }
        await Kept().PruneAsync(default);
        Assert.True(File.Exists(_data["journal"]));
        Assert.Equal(["cur/1:2,S", "refused/1.reason"], Files());
    }

    [Fact]
    public async Task Many_go_some_at_a_time()
    {
        for (var i = 0; i < KeptMails.AtATime + 1; i++)
        {
            Lies($"cur/{i}:2,S", Age * 2);
        }
        var pruning = Kept().PruneAsync(default);
        await RealTime.Until(() => _time.Waiting == 1 || pruning.IsCompleted, "the pause");
        Assert.Single(Files());
        _time.Advance(KeptMails.Pause);
        await pruning;
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_mail_is_kept_from_when_it_was_dealt_with()
    {
        Lies("new/1", Age * 2);
        new Maildir(Root, _time).Done("1");
        await Kept().PruneAsync(default);
        Assert.Equal(["cur/1:2,S"], Files());
        _time.Advance(Age + TimeSpan.FromSeconds(1));
        await Kept().PruneAsync(default);
        Assert.Empty(Files());
    }

    private KeptMails Kept()
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_lines));
        return new KeptMails(
            Root, new MailKeptSettings { Age = Age, Mails = 100 }, _time, factory.CreateLogger<KeptMails>());
    }

    private void Lies(string name, TimeSpan age) => Write(Path.Combine(Root, name), age);

    private void Write(string path, TimeSpan age)
    {
        File.WriteAllText(path, "mail");
        File.SetLastWriteTimeUtc(path, (_time.GetUtcNow() - age).UtcDateTime);
    }

    private string[] Files() =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal),
    ];
}
