using System.Text;
using Hotline.Durable;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// The folder of refused mails: each with its reasons in a file beside it, for the operator. Nothing in it is ever
/// overwritten by the hub, and deleted only by <see cref="KeptMails"/>. Used by one caller at a time for each way in;
/// names differ between those.
/// </summary>
/// <param name="folder">The folder; created when absent.</param>
public sealed class RefusedMails(string folder)
{
    private const int LongestName = 200;

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Creates it when it is absent.</summary>
    public void Prepare() => Directory.CreateDirectory(folder);

    /// <summary>
    /// Puts a mail there. The reasons are written first: a refused mail is never without, and a crash leaves reasons
    /// that the next attempt replaces.
    /// </summary>
    /// <param name="name">What it is called; another is found when there is one of that name.</param>
    /// <param name="reasons">Why.</param>
    /// <param name="put">Puts the mail's file at a path, where there is none.</param>
    public void Keep(string name, IEnumerable<Refusal> reasons, Action<string> put)
    {
        var path = Free(folder, name);
        var lines = reasons.Select(r => r.ToString().ReplaceLineEndings(" ") + "\n");
        DurableFile.Write(path + RefusedFolder.ReasonSuffix, Encoding.UTF8.GetBytes(string.Concat(lines)), Readable);
        put(path);
    }

    /// <summary>
    /// Puts a mail there that lies elsewhere; one that lies there already with the same bytes is enough.
    /// </summary>
    public void Keep(string name, IEnumerable<Refusal> reasons, ReadOnlyMemory<byte> bytes)
    {
        var earlier = Path.Combine(folder, Fitting(name));
        if (File.Exists(earlier) && File.ReadAllBytes(earlier).AsSpan().SequenceEqual(bytes.Span))
        {
            return;
        }
        Keep(name, reasons, path =>
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(bytes.Span);
            file.Flush(flushToDisk: true);
        });
    }

    /// <summary>A path in a folder at which no file lies: the name, or the name with a number.</summary>
    internal static string Free(string folder, string name, string suffix = "")
    {
        var fitting = Fitting(name);
        var path = Path.Combine(folder, fitting + suffix);
        for (var number = 2; File.Exists(path); number++)
        {
            path = Path.Combine(folder, FormattableString.Invariant($"{fitting}.{number}{suffix}"));
        }
        return path;
    }

    /// <summary>
    /// A name that leaves room for what is put behind it, and that no file of reasons has; never empty, as the name of
    /// a mail before its flags may be.
    /// </summary>
    private static string Fitting(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            name = name[..^1];
        }
        return name.Length > 0 && RefusedFolder.IsMail(name) ? name : name + ".mail";
    }
}
