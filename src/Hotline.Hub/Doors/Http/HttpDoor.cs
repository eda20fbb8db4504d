using Hotline.Contract.Wire;
using Hotline.Hub.Settings;
using Hotline.Protocol.Envelopes;
using Microsoft.AspNetCore.Authentication;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// The HTTP API: the same acts and views as by SignalR, for scripts, and what a desk asks before it acts.
/// </summary>
public static class HttpDoor
{
    /// <summary>Most items of one page.</summary>
    internal const int LargestPage = 500;

    /// <summary>Room for an envelope that is somewhat too large, so that its refusal can say so.</summary>
    public const int MaximumBody = 2 * EnvelopeLimits.Bytes;

    /// <summary>What the paths need.</summary>
    internal static void AddServices(IServiceCollection services, LimitSettings limits, ListenSettings listen)
    {
        // The core alone: AddAuthentication would bring data protection, whose keys nothing here needs, into the user's
        // home.
        const string Scheme = TokenAuthentication.SchemeName;
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = Scheme).AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(Scheme, _ => { });
        services.AddAuthorization();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        RequestLimits.AddServices(services, limits, listen);
        services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
        services.AddOpenApi("v1", ApiDocument.Describe);
        ConsoleFiles.AddServices(services);
    }

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("");
        var own = routes.MapGroup("").RequireAuthorization().AddEndpointFilter(Caller.Refuse)
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        HubApi.Map(open, own);
        EnvelopeApi.Map(own);
        ExchangeApi.Map(own);
        DeskApi.Map(own);
        ExerciseApi.Map(open);
        KeyApi.Map(open, own);
        ReportApi.Map(own);
    }
}
