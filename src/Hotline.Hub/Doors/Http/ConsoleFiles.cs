using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// The web console: plain files, under a policy that lets the page load nothing of anybody else and run nothing that is
/// not one of these files.
/// </summary>
internal static class ConsoleFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types svelte-trusted-html hotline";

    private const string NotBuilt = "The console was not built with this hub: "
        + "build it with Node.js 20.19 or later at hand. The API is at /openapi/v1.json.\n";

    private static readonly string[] Compressed =
        ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"];

    public static void AddServices(IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        // Files that everybody may have: nothing secret lies beside what a stranger could add, so compression tells
        // nobody anything.
        compression.EnableForHttps = true;
        compression.MimeTypes = Compressed;
        compression.Providers.Add<BrotliCompressionProvider>();
        compression.Providers.Add<GzipCompressionProvider>();
    });

    public static void Use(WebApplication app)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!File.Exists(Path.Combine(root, "index.html")))
        {
            app.MapGet("/", () => NotBuilt).ExcludeFromDescription();
            return;
        }
        var files = new PhysicalFileProvider(root);
        app.UseResponseCompression();
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => Guard(context.Context),
        });
    }

    private static void Guard(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

        // Files under assets carry their digest in their name; whatever else is asked for anew each time.
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
