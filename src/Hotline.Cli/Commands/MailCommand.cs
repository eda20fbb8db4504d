using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Contract;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>mail</c>: what the operator of a hub must know of its mail, on the hub's own machine; changes nothing, and a hub
/// may run meanwhile.
/// </summary>
internal static class MailCommand
{
    public static Command Create(Shared shared)
    {
        var data = DataOption.Create();
        var maildir = new Option<string?>("--maildir")
        {
            Description = "The Maildir that mail comes in by, when the settings name another than DATA/maildir.",
            HelpName = "DIR",
        };
        var command = new Command("mail",
            "Show a hub's mail on its own machine: what is owed, dead letters, what came back, and what was refused "
            + "on arrival. Changes nothing.") { data, maildir };
        shared.Do(command, async (parsed, stop) =>
        {
            var folder = parsed.GetValue(data)!;
            if (parsed.GetValue(maildir) is { } named && !Directory.Exists(Path.Combine(named, RefusedFolder.Name)))
            {
                return CliErrors.NotReadable(
                    named, $"it is no Maildir of a hub: there is no folder '{RefusedFolder.Name}' in it.");
            }
            if (!SqliteInspection.Open(folder).Try(out var journal, out var refusal))
            {
                return refusal;
            }
            await using var opened = journal;
            var refused = Path.Combine(parsed.GetValue(maildir) ?? Path.Combine(folder, "maildir"), RefusedFolder.Name);
            try
            {
                var notices = await MailNotices.ReadAsync(journal, stop);
                var arrivals = RefusedMail.Read(refused);
                if (shared.Json(parsed))
                {
                    shared.Print(Json(notices, arrivals));
                }
                else
                {
                    Show(shared.Screen, notices, arrivals);
                }
                return null;
            }
            catch (Exception broken) when (broken is StorageDamagedException or System.Text.Json.JsonException)
            {
                return CliErrors.JournalDamaged(broken.Message);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return CliErrors.NotReadable(refused, failed.Message);
            }
        });
        return command;
    }

    private static void Show(
        Screen screen, IReadOnlyList<MailNotice> notices, IReadOnlyList<RefusedMail> refused)
    {
        var owed = Of(notices, NoticeState.Owed).OrderBy(n => n.Notice.Due).ToList();
        var (dead, returned) = (Of(notices, NoticeState.Dead), Of(notices, NoticeState.Returned));
        screen.Table(["", "mails", "since"],
        [
            Row("owed", owed.Select(n => n.Notice.Ordered), Look.Ask),
            Row("dead letters", dead.Select(n => n.Notice.At), Look.Bad),
            Row("came back", returned.Select(n => n.Notice.At), Look.Bad),
            Row("refused on arrival", refused.Select(r => r.At), Look.Bad),
        ]);
        foreach (var (exchange, notice) in owed)
        {
            Section(screen, $"Owed to {notice.Key.To}", notice.Attempts == 0
                ? $"next try {HumanTime.Full(notice.Due)}, not tried yet"
                : $"next try {HumanTime.Full(notice.Due)}, {Times(notice.Attempts)}: {notice.Reason}", exchange);
        }
        foreach (var (exchange, notice) in dead)
        {
            Section(screen, $"Dead letter to {notice.Key.To}",
                $"given up {HumanTime.Full(notice.At)}, {Times(notice.Attempts)}: {notice.Reason}", exchange);
        }
        foreach (var (exchange, notice) in returned)
        {
            Section(screen, $"Came back from {notice.Key.To}",
                $"{HumanTime.Full(notice.At)}{(notice.Reason is { } code ? $", code {code}" : "")}", exchange);
        }
        foreach (var mail in refused)
        {
            screen.Line();
            screen.Line(new Ink($"Refused {HumanTime.Full(mail.At)}", Look.Strong),
                mail.From is { } from ? $", from {from}" : "");
            foreach (var reason in mail.Reasons)
            {
                screen.Line("  ", reason);
            }
            screen.Line(new Ink($"  {mail.File}", Look.Faint));
        }
    }

    private static List<MailNotice> Of(IReadOnlyList<MailNotice> notices, NoticeState state) =>
        [.. notices.Where(n => n.Notice.State == state).OrderBy(n => n.Notice.At)];

    private static void Section(Screen screen, string head, string said, MessageId exchange)
    {
        screen.Line();
        screen.Line(new Ink(head, Look.Strong));
        screen.Line($"  {said}");
        screen.Line(new Ink($"  exchange {exchange}", Look.Faint));
    }

    private static string Times(int attempts) =>
        attempts == 1 ? "tried once" : string.Create(CultureInfo.InvariantCulture, $"tried {attempts} times");

    private static IReadOnlyList<Ink> Row(string what, IEnumerable<DateTimeOffset> times, Spectre.Console.Style some)
    {
        var all = times.ToList();
        var look = all.Count == 0 ? Look.Faint : some;
        return
        [
            new Ink(what, look), new Ink(all.Count.ToString(CultureInfo.InvariantCulture), look),
            new Ink(all.Count == 0 ? "" : HumanTime.Full(all.Min()), look),
        ];
    }

    private static JsonObject Json(IReadOnlyList<MailNotice> notices, IReadOnlyList<RefusedMail> refused) => new()
    {
        ["owed"] = Notices(notices, NoticeState.Owed),
        ["dead"] = Notices(notices, NoticeState.Dead),
        ["returned"] = Notices(notices, NoticeState.Returned),
        ["refused"] = new JsonArray([.. refused.Select(mail => new JsonObject
        {
            ["file"] = mail.File,
            ["at"] = Instant.Write(mail.At),
            ["from"] = mail.From,
            ["reasons"] = new JsonArray([.. mail.Reasons.Select(r => JsonValue.Create(r))]),
        })]),
    };

    private static JsonArray Notices(IReadOnlyList<MailNotice> notices, NoticeState state) =>
        new([.. Of(notices, state).Select(n => new JsonObject
        {
            ["exchange"] = n.Exchange.ToString(),
            ["message"] = n.Notice.Key.Message.ToString(),
            ["to"] = n.Notice.Key.To,
            ["ordered"] = Instant.Write(n.Notice.Ordered),
            ["at"] = Instant.Write(n.Notice.At),
            ["next"] = state == NoticeState.Owed ? Instant.Write(n.Notice.Due) : null,
            ["attempts"] = n.Notice.Attempts,
            ["reason"] = n.Notice.Reason,
        })]);
}
