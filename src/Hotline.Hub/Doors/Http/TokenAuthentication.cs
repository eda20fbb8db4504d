using System.Security.Claims;
using System.Text.Encodings.Web;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Reads the self-issued token of a request (Bearer, or <c>access_token</c> in the query for WebSockets, where browsers can set no header). The
/// ticket holds the key's thumbprint and nothing else; what the key may do is asked of the <see cref="Authenticator"/> at each call.
/// </summary>
public sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Authenticator gate)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Hotline";

    private Refusal? _refusal;

    /// <summary>The thumbprint in a principal that this handler made.</summary>
    public static string? KeyOf(ClaimsPrincipal? user) => user?.FindFirst("kid")?.Value;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        var token = header is not null && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..]
            : Request.Path.StartsWithSegments(HttpPaths.Hub, StringComparison.Ordinal) ? (string?)Request.Query["access_token"] : null;
        if (!gate.Enter(token).Try(out var access, out _refusal))
        {
            return Task.FromResult(string.IsNullOrEmpty(token) ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(_refusal.Name));
        }
        var identity = new ClaimsIdentity([new Claim("kid", access.KeyId)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = access.Expires }, SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.Write(Context, _refusal ?? Protocol.Tokens.TokenErrors.None());
    }
}

/// <summary>The seat of whoever calls, asked anew at each call.</summary>
public static class Callers
{
    /// <summary>The caller's seat, or why it has none (any more).</summary>
    public static Outcome<Seat> Caller(this Authenticator gate, ClaimsPrincipal? user) =>
        TokenAuthentication.KeyOf(user) is { } key ? gate.Seat(key) : Protocol.Tokens.TokenErrors.None();
}
