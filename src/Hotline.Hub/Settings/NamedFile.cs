using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Hub.Settings;

/// <summary>Files that settings name: why one cannot be used, for whoever named it.</summary>
internal static class NamedFile
{
    /// <summary>Why a PEM file gives no certificates; null when it does.</summary>
    public static string? UnreadableAuthorities(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? null : "it holds none";
        }
        catch (CryptographicException)
        {
            return "it is damaged";
        }
        catch (Exception broken) when (IsUnreadable(broken))
        {
            return Why(broken);
        }
    }

    /// <summary>Why a file gives no password or token; null when it does.</summary>
    public static string? UnreadableSecret(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return string.IsNullOrWhiteSpace(reader.ReadLine()) ? "its first line is empty" : null;
        }
        catch (Exception broken) when (IsUnreadable(broken))
        {
            return Why(broken);
        }
    }

    /// <summary>True for what reading a file may throw; an empty name is no argument.</summary>
    public static bool IsUnreadable(Exception broken) =>
        broken is IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>What it means.</summary>
    public static string Why(Exception broken) => broken switch
    {
        ArgumentException => "no file is named",
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "the hub may not read it, or it is a directory",
        _ => broken.GetType().Name,
    };
}
