using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallScript.Application.SingleSignOn;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Mail;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CallScript.Infrastructure.SingleSignOn;

/// <summary>
/// Speaks to organizations' providers. What a provider says of itself (endpoints, keys) is read through the guarded
/// client and kept for a while; everything that it answers is bounded in size and time.
/// </summary>
internal sealed class OpenIdConnect(IHttpClientFactory clients, IOptions<SiteOptions> site, TimeProvider clock) : IOpenIdConnect
{
    public const string ClientName = "openid-connect";
    public const string CallbackPath = "/api/v1/auth/oidc/callback";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    // Never a symmetric one: the client secret is no key to sign with.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly ConcurrentDictionary<OrganizationId, Discovery> _discoveries = new();

    private Uri Callback => new(site.Value.Url, CallbackPath);

    public async Task<Result<Uri>> AuthorizationAddressAsync(
        ProviderSettings provider, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        var found = await DiscoverAsync(provider, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (!Uri.TryCreate(found.Value.AuthorizationEndpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("https" or "http"))
        {
            return SingleSignOnErrors.Misconfigured;
        }

        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.CodeVerifier)));
        var query = string.Join('&', new (string Name, string Value)[]
        {
            ("response_type", "code"),
            ("client_id", provider.ClientId),
            ("redirect_uri", Callback.AbsoluteUri),
            ("scope", "openid email profile"),
            ("state", attempt.State),
            ("nonce", attempt.Nonce),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        }.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return new UriBuilder(endpoint) { Query = endpoint.Query.Length > 1 ? $"{endpoint.Query[1..]}&{query}" : query }.Uri;
    }

    public async Task<Result<ProviderIdentity>> RedeemAsync(
        ProviderSettings provider, SignInAttempt attempt, string code, CancellationToken cancellationToken)
    {
        var found = await DiscoverAsync(provider, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var tokens = await TradeAsync(provider, found.Value, attempt, code, cancellationToken);
        if (!tokens.IsSuccess)
        {
            return tokens.Error;
        }

        var claims = await ReadAsync(provider, found.Value, attempt, tokens.Value.IdentityToken);
        if (claims is null)
        {
            // The provider may have new keys since; they are asked for once.
            _discoveries.TryRemove(provider.OrganizationId, out _);
            found = await DiscoverAsync(provider, cancellationToken);
            claims = found.IsSuccess ? await ReadAsync(provider, found.Value, attempt, tokens.Value.IdentityToken) : null;
        }

        return claims is null || !found.IsSuccess
            ? SingleSignOnErrors.Refused
            : await IdentifyAsync(found.Value, tokens.Value, claims, cancellationToken);
    }

    /// <summary>Who the token is about. Where it says no address, the provider is asked for more about the same person.</summary>
    private async Task<Result<ProviderIdentity>> IdentifyAsync(
        OpenIdConnectConfiguration configuration, Tokens tokens, ClaimsIdentity claims, CancellationToken cancellationToken)
    {
        var subject = claims.FindFirst(JwtRegisteredClaimNames.Sub)!.Value;
        if (claims.FindFirst(JwtRegisteredClaimNames.Email) is { } email)
        {
            var verified = IsTrue(claims.FindFirst("email_verified")?.Value);
            return new ProviderIdentity(subject, verified ? email.Value : null, claims.FindFirst(JwtRegisteredClaimNames.Name)?.Value);
        }

        if (tokens.AccessToken is null || !Uri.TryCreate(configuration.UserInfoEndpoint, UriKind.Absolute, out var endpoint))
        {
            return new ProviderIdentity(subject, Email: null, claims.FindFirst(JwtRegisteredClaimNames.Name)?.Value);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        var answer = await AskAsync(request, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return Text(answer.Value, "sub") == subject
            ? new ProviderIdentity(subject, IsTrue(Text(answer.Value, "email_verified")) ? Text(answer.Value, "email") : null, Text(answer.Value, "name"))
            : SingleSignOnErrors.Refused;
    }

    private async Task<Result<OpenIdConnectConfiguration>> DiscoverAsync(ProviderSettings provider, CancellationToken cancellationToken)
    {
        var discovery = _discoveries.AddOrUpdate(
            provider.OrganizationId,
            _ => Make(provider.Issuer),
            (_, known) => known.Issuer == provider.Issuer ? known : Make(provider.Issuer));
        try
        {
            var configuration = await discovery.Manager.GetConfigurationAsync(cancellationToken);

            // A provider that calls itself something else could pass for another one.
            return configuration.Issuer == provider.Issuer ? configuration : SingleSignOnErrors.Misconfigured;
        }
        catch (InvalidOperationException)
        {
            // The manager's way of saying that it has read nothing: no answer, a refused address, or no such document.
            return SingleSignOnErrors.Unreachable;
        }
    }

    private Discovery Make(string issuer) => new(issuer, new ConfigurationManager<OpenIdConnectConfiguration>(
        $"{issuer.TrimEnd('/')}/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        // The guarded client decides where plain http may be spoken.
        new HttpDocumentRetriever(clients.CreateClient(ClientName)) { RequireHttps = false }));

    private async Task<Result<Tokens>> TradeAsync(
        ProviderSettings provider, OpenIdConnectConfiguration configuration, SignInAttempt attempt, string code, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(configuration.TokenEndpoint, UriKind.Absolute, out var endpoint))
        {
            return SingleSignOnErrors.Misconfigured;
        }

        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback.AbsoluteUri,
            ["code_verifier"] = attempt.CodeVerifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        var methods = configuration.TokenEndpointAuthMethodsSupported;
        if (methods.Count == 0 || methods.Contains("client_secret_basic"))
        {
            var credentials = $"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(provider.ClientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        }
        else
        {
            form["client_id"] = provider.ClientId;
            form["client_secret"] = provider.ClientSecret;
        }

        request.Content = new FormUrlEncodedContent(form);
        var answer = await AskAsync(request, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return Text(answer.Value, "id_token") is { } token
            ? new Tokens(token, Text(answer.Value, "access_token"))
            : SingleSignOnErrors.Misconfigured;
    }

    private async Task<Result<JsonElement>> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return answer.StatusCode == HttpStatusCode.Unauthorized ? SingleSignOnErrors.Misconfigured : SingleSignOnErrors.Refused;
            }

            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return body.RootElement.ValueKind == JsonValueKind.Object ? body.RootElement.Clone() : SingleSignOnErrors.Misconfigured;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return SingleSignOnErrors.Unreachable;
        }
    }

    /// <returns>Null unless the token is the provider's, for this client, for this attempt, and fresh.</returns>
    private async Task<ClaimsIdentity?> ReadAsync(
        ProviderSettings provider, OpenIdConnectConfiguration configuration, SignInAttempt attempt, string token)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var checkedToken = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                (notBefore is null || notBefore <= now + ClockSkew) && expires is not null && now < expires + ClockSkew,
        });
        if (!checkedToken.IsValid)
        {
            return null;
        }

        var claims = checkedToken.ClaimsIdentity;
        var subject = claims.FindFirst(JwtRegisteredClaimNames.Sub)?.Value;
        var party = claims.FindFirst(JwtRegisteredClaimNames.Azp)?.Value;
        var nonce = claims.FindFirst(JwtRegisteredClaimNames.Nonce)?.Value ?? "";
        var fitting = subject is { Length: > 0 and <= 255 }
            && (party is null || party == provider.ClientId)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(attempt.Nonce));
        return fitting ? claims : null;
    }

    // Some providers write flags as text.
    private static bool IsTrue(string? flag) => string.Equals(flag, "true", StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            _ => null,
        }
        : null;

    private sealed record Tokens(string IdentityToken, string? AccessToken);

    private sealed record Discovery(string Issuer, ConfigurationManager<OpenIdConnectConfiguration> Manager);
}
