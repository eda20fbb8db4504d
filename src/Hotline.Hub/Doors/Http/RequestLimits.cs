using System.Threading.RateLimiting;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Microsoft.AspNetCore.HttpOverrides;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// How fast requests may come. Whoever has shown a valid token is counted by its key, everybody else by the address
/// that the request came from: so a stranger uses up what strangers at that address have, and never what a seat
/// behind the same proxy or NAT has. The page's own files are counted apart from what strangers ask of the API.
/// </summary>
internal static class RequestLimits
{
    private static readonly string[] Api = ["/v1", HttpPaths.Hub, "/openapi"];

    public static void AddServices(IServiceCollection services, LimitSettings limits, ListenSettings listen)
    {
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // From right to left, as long as it is a proxy of ours that says so.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in listen.Proxies())
            {
                forwarded.KnownIPNetworks.Add(proxy);
            }
        });
        services.AddSingleton(new OwnOrigin(listen));
        services.AddRateLimiter(limiter =>
        {
            var tooMany = AccessErrors.TooManyRequests(limits.RequestsPerSecond);
            limiter.OnRejected = (context, _) => new ValueTask(Problems.Write(context.HttpContext, tooMany));
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetTokenBucketLimiter(
                    Caller(context), _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = limits.RequestsPerSecond * 5,
                        TokensPerPeriod = limits.RequestsPerSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        QueueLimit = 0,
                    }));
        });
    }

    /// <summary>
    /// Puts what proxies say in force: first of all, so that everything else sees the caller. Without proxies that are
    /// trusted nothing is believed.
    /// </summary>
    public static void UseForwarded(WebApplication app)
    {
        if (app.Services.GetRequiredService<ListenSettings>().Proxies().Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    private static string Caller(HttpContext context)
    {
        if (Authenticator.KeyOf(context.User) is { } key)
        {
            return "key " + key;
        }
        var of = Api.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            ? "stranger " : "page ";
        return of + AddressGroup.Of(context.Connection.RemoteIpAddress);
    }
}
