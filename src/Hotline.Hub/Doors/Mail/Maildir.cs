using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// The files of the inbound Maildir: the operator's MTA writes to <c>new</c>, the hub moves what it has handled to
/// <c>cur</c> and what it refused to <c>refused</c>, with the reason beside it. Nothing is ever overwritten, and what
/// is not dealt with is never deleted; <see cref="KeptMails"/> deletes the rest after a long while. Moving is the last
/// step that counts, so a crash leaves a file to be handled again.
/// </summary>
/// <param name="root">The Maildir; it and its folders are created when absent.</param>
/// <param name="clock">
/// What a file's time is set by when it is dealt with, as that is what it is kept by; null to leave it as it came.
/// </param>
public sealed class Maildir(string root, TimeProvider? clock = null)
{
    private readonly string _new = Path.Combine(root, "new");
    private readonly string _cur = Path.Combine(root, "cur");
    private readonly RefusedMails _refused = new(Path.Combine(root, RefusedFolder.Name));

    /// <summary>Where new mail appears.</summary>
    public string New => _new;

    /// <summary>Creates what is missing.</summary>
    /// <exception cref="IOException">The folders cannot be made.</exception>
    public void Prepare()
    {
        foreach (var folder in new[] { _new, _cur, Path.Combine(root, "tmp") })
        {
            Directory.CreateDirectory(folder);
        }
        _refused.Prepare();
    }

    /// <summary>Makes what is missing and tries to make a file in each folder.</summary>
    /// <returns>Why the hub cannot work there, 5081; null when it can.</returns>
    public Refusal? Unusable()
    {
        try
        {
            Prepare();
            foreach (var folder in new[] { _new, _cur, Path.Combine(root, RefusedFolder.Name) })
            {
                // Begins with a dot, so that nobody takes it for a mail.
                var path = Path.Combine(folder, ".hotline");
                new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)
                    .Dispose();
            }
            _ = Waiting();
            return null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return InboundErrors.Maildir(root, broken.Message.TrimEnd('.'));
        }
    }

    /// <summary>Names of the mails that wait, oldest first by their Maildir names.</summary>
    public IReadOnlyList<string> Waiting() =>
    [
        .. Directory.EnumerateFiles(_new).Select(f => Path.GetFileName(f))
            .Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// How a file looks from outside: while that changes, somebody is writing to it. Null when it has vanished.
    /// </summary>
    public FileLook? Look(string name)
    {
        var file = new FileInfo(Path.Combine(_new, name));
        return file.Exists ? new FileLook(file.Length, file.LastWriteTimeUtc) : null;
    }

    /// <summary>Reads a mail, a little further than one may be long; null when it has vanished.</summary>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public byte[]? Read(string name)
    {
        try
        {
            const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
            var path = Path.Combine(_new, name);
            if (new FileInfo(path).Length == 0)
            {
                return []; // nothing, or a pipe or socket, whose opening would wait for the other end
            }
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, Others);
            var bytes = new byte[Math.Min(file.Length, MailLimits.Bytes + 1L)];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Moves a mail to <c>cur</c>, marked as seen. One that has vanished is done as well.</summary>
    public void Done(string name) => Move(name, RefusedMails.Free(_cur, Bare(name), KeptMails.Dealt));

    /// <summary>Moves a mail to <c>refused</c>.</summary>
    public void Refuse(string name, IEnumerable<Refusal> reasons) =>
        _refused.Keep(Bare(name), reasons, path => Move(name, path));

    private static string Bare(string name) => name.Split(':')[0];

    private void Move(string name, string target)
    {
        try
        {
            File.Move(Path.Combine(_new, name), target, overwrite: false);
            if (clock is not null)
            {
                Date(target, clock.GetUtcNow());
            }
        }
        catch (FileNotFoundException)
        {
            // Another program took it, or an earlier run of ours was quicker.
        }
    }

    private static void Date(string path, DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, now.UtcDateTime);
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException)
        {
            // It belongs to the mail server's user: it is kept by when it came.
        }
    }
}

/// <summary>How a file looks from outside.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was last written to.</param>
public readonly record struct FileLook(long Length, DateTime Written);
