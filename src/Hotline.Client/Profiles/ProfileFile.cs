using System.Text;
using Hotline.Durable;
using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>A profile where it lies, and the files that belong to it: they share its stem and its directory.</summary>
/// <param name="Profile">Who and where.</param>
/// <param name="Path">The file.</param>
/// <param name="Warning">
/// What is wrong with the file although it could be read: others may read the key. Null when nothing.
/// </param>
public sealed record ProfileFile(Profile Profile, string Path, string? Warning)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The directory as last fetched.</summary>
    public string DirectoryPath => Beside(".directory.json");

    /// <summary>Where received envelopes are kept.</summary>
    public string InboxPath => Beside(".inbox");

    /// <summary>How far the feed was read, see <see cref="FeedCursor"/>.</summary>
    public string CursorPath => Beside(".cursor");

    /// <summary>Reads a profile. Refusals 6011 to 6013.</summary>
    /// <param name="path">The file.</param>
    public static Outcome<ProfileFile> Read(string path)
    {
        byte[] text;
        string? warning = null;
        try
        {
            text = File.ReadAllBytes(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                warning = $"Others on this machine may read the private key in '{path}'. Run: chmod 600 '{path}'";
            }
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return ClientErrors.NoProfile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return ClientErrors.ProfileNotReadable(path, unreadable.Message);
        }
        return Profile.Parse(text, path).Try(out var profile, out var refusal)
            ? new ProfileFile(profile, path, warning) : refusal;
    }

    /// <summary>Writes a profile, mode 0600, in one step: a crash leaves the old file or the new one.</summary>
    /// <param name="profile">What to write.</param>
    /// <param name="path">Where.</param>
    public static void Write(Profile profile, string path) =>
        DurableFile.Write(path, Encoding.UTF8.GetBytes(profile.ToJson()), OwnerOnly);

    private string Beside(string ending) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!,
            System.IO.Path.GetFileNameWithoutExtension(Path) + ending);
}
