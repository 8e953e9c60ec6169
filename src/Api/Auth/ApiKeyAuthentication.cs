using System.Text.Encodings.Web;
using CallScript.Application.ApiKeys;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CallScript.Api.Auth;

/// <summary>Reads API keys, from <c>X-Api-Key</c> or as a bearer token that starts as keys do.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";

    /// <summary>The key that the request carries, good or not; null when it carries none.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var header) ? header.ToString()
        : request.Headers.Authorization.ToString() is var value
            && value.StartsWith(Bearer + Domain.ApiKeys.ApiKey.TokenPrefix, StringComparison.Ordinal) ? value[Bearer.Length..]
        : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var key = await Context.RequestServices.GetRequiredService<IMediator>().Send(new AuthenticateApiKey(token), Context.RequestAborted);
        return key.IsSuccess
            ? AuthenticateResult.Success(new AuthenticationTicket(Principals.OfApiKey(key.Value, SchemeName), SchemeName))
            : AuthenticateResult.Fail(key.Error.Message);
    }
}
