using System.Globalization;
using System.Text;
using Hotline.Durable;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>
/// Which mails of a folder have been handled: by keywords at the server, or where it keeps none or takes one not, by a
/// file of the hub. A folder whose numbers have changed is looked through again; what is on record already gives its
/// first receipt.
/// </summary>
/// <param name="folder">The opened folder.</param>
/// <param name="file">The hub's own file; not there while the server keeps keywords.</param>
internal sealed class ImapMarks(IMailFolder folder, string file)
{
    /// <summary>Keyword of what was taken, or held nothing.</summary>
    public const string Taken = "$HotlineTaken";

    /// <summary>Keyword of what was refused.</summary>
    public const string Refused = "$HotlineRefused";

    private readonly UniqueIdSet _own = Read(file, folder.UidValidity);

    /// <summary>
    /// True when the server keeps our keywords, as far as it says: it may still take none from us in particular.
    /// </summary>
    public bool AtServer { get; } = folder.Access == FolderAccess.ReadWrite
        && (folder.PermanentFlags.HasFlag(MessageFlags.UserDefined)
            || folder.PermanentKeywords.Contains(Taken) && folder.PermanentKeywords.Contains(Refused));

    /// <summary>The mails that wait, oldest first.</summary>
    public async Task<IList<UniqueId>> WaitingAsync(CancellationToken stop)
    {
        var query = AtServer
            ? SearchQuery.NotDeleted.And(SearchQuery.NotKeyword(Taken)).And(SearchQuery.NotKeyword(Refused))
            : SearchQuery.NotDeleted;
        var found = await folder.SearchAsync(query, stop);
        return [.. found.Where(uid => !_own.Contains(uid)).OrderBy(uid => uid.Id)];
    }

    /// <summary>
    /// Marks a mail: what was taken as read, what was refused as flagged, so that a person sees it there. False when
    /// the server was to keep the mark and took it not, so that the hub does.
    /// </summary>
    public async Task<bool> MarkAsync(UniqueId uid, bool refused, CancellationToken stop)
    {
        var flag = refused ? MessageFlags.Flagged : MessageFlags.Seen;
        var request = new StoreFlagsRequest(StoreAction.Add, folder.PermanentFlags & flag) { Silent = true };
        if (AtServer)
        {
            request.Keywords.Add(refused ? Refused : Taken);
        }
        else
        {
            Keep(uid);
        }
        if (folder.Access != FolderAccess.ReadWrite
            || (request.Flags == MessageFlags.None && request.Keywords.Count == 0))
        {
            return true; // a folder that may only be read
        }
        try
        {
            await folder.StoreAsync(uid, request, stop);
            return true;
        }
        catch (ImapCommandException)
        {
            // We may not, or there is no room: whether a server says so beforehand is up to it.
            if (AtServer)
            {
                Keep(uid);
            }
            return !AtServer;
        }
    }

    private void Keep(UniqueId uid)
    {
        _own.Add(uid);
        var text = string.Create(CultureInfo.InvariantCulture, $"{folder.UidValidity} {_own}\n");
        DurableFile.Write(file, Encoding.ASCII.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static UniqueIdSet Read(string file, uint validity)
    {
        var words = File.Exists(file) ? File.ReadAllText(file).Split(' ', 2, StringSplitOptions.TrimEntries) : [];
        return words is [var old, var ids] && old == validity.ToString(CultureInfo.InvariantCulture)
            && UniqueIdSet.TryParse(ids, validity, out var set)
            ? new UniqueIdSet(set, SortOrder.Ascending) : new UniqueIdSet(validity, SortOrder.Ascending);
    }
}
