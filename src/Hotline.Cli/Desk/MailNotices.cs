using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal.Checking;
using Hotline.Protocol;

namespace Hotline.Cli.Desk;

/// <summary>A notice by mail, as it stands.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">The notice.</param>
internal sealed record MailNotice(MessageId Exchange, Notice Notice);

/// <summary>The notices by mail of a journal.</summary>
internal static class MailNotices
{
    private const int Page = 1000;

    /// <summary>All that no relay has taken, or that came back.</summary>
    /// <exception cref="StorageDamagedException">The store cannot be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">An entry is none.</exception>
    public static async Task<IReadOnlyList<MailNotice>> ReadAsync(IJournalInspection journal, CancellationToken stop)
    {
        var notices = new List<MailNotice>();
        foreach (var stream in await TellingAsync(journal, stop))
        {
            Exchange? exchange = null;
            foreach (var row in await journal.ReadStreamAsync(stream, stop))
            {
                exchange = ExchangeFold.Apply(exchange, row.Entry.Entry);
            }
            notices.AddRange(exchange is null ? [] :
                from addressee in exchange.Addressees
                from notice in addressee.Notices
                let state = notice.StateAt(addressee.Rung, exchange.Ending is not null)
                where notice.Key.Means == Means.Mail && state switch
                {
                    NoticeState.Owed or NoticeState.Dead or NoticeState.Returned => true,
                    NoticeState.Sent or NoticeState.Unneeded => false,
                }
                select new MailNotice(exchange.Id, notice));
        }
        return notices;
    }

    /// <summary>The exchanges in which somebody is told by mail.</summary>
    private static async Task<IReadOnlyCollection<StreamId>> TellingAsync(
        IJournalInspection journal, CancellationToken stop)
    {
        var telling = new HashSet<StreamId>();
        for (var after = 0L; await journal.ReadAsync(after, Page, stop) is [.., var last] rows;)
        {
            // Most entries are none of these, and need not be read.
            foreach (var row in rows.Where(r => r.Entry.Json.AsSpan().IndexOf("\"mail\""u8) >= 0))
            {
                if (row.Entry.Entry.Fact is NoticeFact { Notice.Means: Means.Mail })
                {
                    telling.Add(row.Entry.Stream);
                }
            }
            after = last.Entry.Position;
        }
        return telling;
    }
}
