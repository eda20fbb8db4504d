namespace Hotline.Testing;

/// <summary>
/// Users who may log in at a <see cref="PrivatePostfix"/>, by SASL, in a database of the test's own.
/// </summary>
public static class SaslUsers
{
    private const string Program = "/usr/sbin/saslpasswd2";
    private const string Realm = "hub.example";

    /// <summary>The setting of main.cf that names the folder.</summary>
    internal const string Setting = "cyrus_sasl_config_path = ";

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing =>
        File.Exists(Program) ? null : "SASL's tools are not installed (Debian: apt-get install sasl2-bin)";

    /// <summary>Makes the database with one user.</summary>
    /// <param name="folder">An existing folder; Postfix is given the right to read it.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="password">Its password.</param>
    /// <param name="mechanisms">The ways to log in that Postfix offers.</param>
    /// <returns>Lines of main.cf with which Postfix takes mail from this user and from nobody else.</returns>
    public static async Task<string[]> CreateAsync(
        string folder, string user, string password, string mechanisms = "LOGIN PLAIN")
    {
        var database = Path.Combine(folder, "sasldb2");
        (await ChildProcess.RunAsync(Program, ["-p", "-c", "-f", database, "-u", Realm, user], password)).Expect();
        await File.WriteAllLinesAsync(Path.Combine(folder, "smtpd.conf"), ["pwcheck_method: auxprop",
            "auxprop_plugin: sasldb", $"sasldb_path: {database}", $"mech_list: {mechanisms}"]);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode all =
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(
                folder, all | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(database, all);
        }
        return
        [
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = cyrus",
            "smtpd_sasl_path = smtpd",
            Setting + folder,
            $"smtpd_sasl_local_domain = {Realm}",
            "smtpd_sasl_security_options = noanonymous",
            "smtpd_tls_auth_only = yes",
            "smtpd_recipient_restrictions = permit_sasl_authenticated, reject",
        ];
    }
}
