using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Application.SingleSignOn;

/// <summary>An organization's provider, ready to be spoken to.</summary>
public sealed record ProviderSettings(OrganizationId OrganizationId, string Issuer, string ClientId, string ClientSecret);

/// <summary>What ties one sign-in together: the provider must give the state and nonce back and see the verifier.</summary>
public sealed record SignInAttempt(string State, string Nonce, string CodeVerifier);

/// <summary>Whom the provider says somebody is.</summary>
/// <param name="Subject">The provider's own name for the person; never given to another one.</param>
/// <param name="Email">Only an address that the provider says it has verified.</param>
/// <param name="Name">As the person is called there.</param>
public sealed record ProviderIdentity(string Subject, string? Email, string? Name);

/// <summary>OpenID Connect, authorization code flow with PKCE.</summary>
public interface IOpenIdConnect
{
    /// <returns>Where to send the browser, or <c>provider_unreachable</c> / <c>provider_misconfigured</c>.</returns>
    Task<Result<Uri>> AuthorizationAddressAsync(ProviderSettings provider, SignInAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Trades the code for an identity token and checks every part of it.</summary>
    /// <returns>The person, or <c>provider_unreachable</c>, <c>provider_misconfigured</c> or <c>provider_refused</c>.</returns>
    Task<Result<ProviderIdentity>> RedeemAsync(
        ProviderSettings provider, SignInAttempt attempt, string code, CancellationToken cancellationToken);
}

/// <summary>Finds an organization that the caller does not belong to yet, by the one name that they can know.</summary>
public interface IOrganizationDirectory
{
    Task<OrganizationId?> FindBySlugAsync(string slug, CancellationToken cancellationToken);
}

/// <summary>Seals what a browser carries for us from one page to the next.</summary>
public interface IBrowserTickets
{
    string Seal<T>(T content);

    /// <returns>Null when it was changed or is none of ours.</returns>
    T? Open<T>(string? ticket)
        where T : class;
}
