using System.Text.Encodings.Web;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hotline.Hub.Doors.Http;

/// <summary>
/// Reads the self-issued token of a request (Bearer, or <c>access_token</c> in the query for WebSockets, where browsers
/// can set no header). The ticket holds the key's thumbprint and nothing else; what the key may do is asked of the <see
/// cref="Authenticator"/> at each call.
/// </summary>
public sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Authenticator authenticator)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Hotline";
    private const string Bearer = "Bearer";

    private Refusal? _refusal;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = Token();
        if (!authenticator.Read(token).Try(out var access, out _refusal))
        {
            return Task.FromResult(string.IsNullOrEmpty(token)
                ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(_refusal.Name));
        }
        Context.Features.Get<HttpConnections.Entered>()?.ShowedToken(access.KeyId);
        var ticket = new AuthenticationTicket(
            Authenticator.Principal(access, SchemeName),
            new AuthenticationProperties { ExpiresUtc = access.Expires }, SchemeName);
        return Task.FromResult(AuthenticateResult.Success(ticket));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer;
        await Problems.Write(Context, _refusal ?? TokenErrors.None());
    }

    private string? Token()
    {
        string? header = Request.Headers.Authorization;
        var space = header?.IndexOf(' ', StringComparison.Ordinal) ?? -1;

        // A scheme's name has no case (RFC 9110 §11.1), and one space or more follow it.
        if (space >= 0 && header.AsSpan(0, space).Equals(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header![space..].Trim(' ');
        }
        return Request.Path.StartsWithSegments(HttpPaths.Hub, StringComparison.Ordinal)
            ? (string?)Request.Query["access_token"] : null;
    }
}
