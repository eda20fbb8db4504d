using System.Text;
using Hotline.Contract.Errors;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Marks;

/// <summary>
/// How far the journal has been, in a file outside the database: one signed checkpoint. A journal that is behind it, or
/// had another tree at its position, was rolled back or is another one.
/// </summary>
public static class HighWaterMark
{
    /// <summary>Name of the file in the data directory, unless the settings put it elsewhere.</summary>
    public const string FileName = "journal.mark";

    /// <summary>Who may read it: its owner alone.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A checkpoint has some 400 bytes.
    private const int Most = 16 * 1024;

    /// <summary>Reads the mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hub">The hub's public key; null when it has none, and then no mark can be its own.</param>
    /// <returns>
    /// What it says; null when there is none, which an empty file means too: a power cut can leave one. Or refusal
    /// 3021.
    /// </returns>
    public static (Checkpoint? Mark, Refusal? Refusal) Read(string path, VerificationKey? hub)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length == 0)
            {
                return (null, null);
            }
            if (hub is null)
            {
                return (null, JournalErrors.MarkNotUsable(path, "it is signed, and the hub's key is not there"));
            }
            var text = file.Length > Most ? "" : File.ReadAllText(path, Encoding.ASCII).Trim();
            return Checkpoint.Open(text, hub).Try(out var mark, out var refusal)
                ? (mark, null) : (null, JournalErrors.MarkNotUsable(path, $"{refusal.Number} {refusal.Name}"));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return (null, JournalErrors.MarkNotUsable(path, failed.Message.TrimEnd('.')));
        }
    }

    /// <summary>The bytes of a mark.</summary>
    /// <param name="checkpoint">The signed checkpoint.</param>
    public static byte[] Bytes(string checkpoint) => Encoding.ASCII.GetBytes(checkpoint + "\n");

    /// <summary>
    /// Replaces the mark: whoever reads it has the old one or the new one. It outlives the process and not a power cut,
    /// and costs no sync.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its bytes.</param>
    public static void Replace(string path, byte[] bytes)
    {
        var aside = path + ".tmp";
        File.Delete(aside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }
        using (var file = new FileStream(aside, options))
        {
            file.Write(bytes);
        }
        File.Move(aside, path, overwrite: true);
    }
}
