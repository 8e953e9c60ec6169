using CallScript.Application.Accounts;
using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Secrets;
using CallScript.Domain.SingleSignOn;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.SingleSignOn;

/// <summary>Sets how the organization's people sign in through its own identity provider.</summary>
/// <param name="Issuer">As the provider names itself: an https address.</param>
/// <param name="ClientId">What CallScript is called there.</param>
/// <param name="ClientSecret">A new secret, or the masked one to leave it as it is.</param>
/// <param name="AllowedDomains">At least one; without it, a provider could vouch for anybody's address.</param>
/// <param name="DefaultRole">Viewer or reviewer for newcomers; null lets only members in.</param>
public sealed record SetIdentityProvider(
    string Issuer, string ClientId, string ClientSecret, IReadOnlyList<string> AllowedDomains, OrganizationRole? DefaultRole) : IRequest<Result>;

internal sealed class SetIdentityProviderValidator : AbstractValidator<SetIdentityProvider>
{
    private const int SecretMaxLength = 500;

    public SetIdentityProviderValidator()
    {
        RuleFor(request => request.Issuer).Cascade(CascadeMode.Stop)
            .NotEmpty().MaximumLength(IdentityProvider.IssuerMaxLength)
            .Must(IsAddress).WithMessage("Give the provider's https address, without query or fragment.");
        RuleFor(request => request.ClientId).Cascade(CascadeMode.Stop)
            .NotEmpty().MaximumLength(IdentityProvider.ClientIdMaxLength).Must(IsPlain).WithMessage("Use plain characters.");
        RuleFor(request => request.ClientSecret).Cascade(CascadeMode.Stop)
            .NotEmpty().MaximumLength(SecretMaxLength).Must(value => SecretMask.IsMasked(value) || IsPlain(value)).WithMessage("Use plain characters.");
        RuleFor(request => request.AllowedDomains).Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("Name at least one domain.")
            .Must(domains => domains.Count <= IdentityProvider.DomainsMaxCount).WithMessage($"At most {IdentityProvider.DomainsMaxCount} domains.")
            .Must(domains => domains.All(IsDomain)).WithMessage("Write domains as example.com.");
        RuleFor(request => request.DefaultRole)
            .Must(role => role is null or OrganizationRole.Viewer or OrganizationRole.Reviewer)
            .WithMessage("Newcomers become viewers or reviewers; admins and owners are invited.");
    }

    // Plain http passes here: only the outgoing connection knows which origins the installation trusts with it.
    private static bool IsAddress(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var address)
        && address is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" }
        && IsPlain(issuer);

    private static bool IsPlain(string value) => value.All(character => character is >= ' ' and <= '~');

    private static bool IsDomain(string? domain) =>
        domain is { Length: > 3 and <= IdentityProvider.DomainMaxLength }
        && domain.Contains('.', StringComparison.Ordinal)
        && domain.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-')
        && Uri.CheckHostName(domain) == UriHostNameType.Dns;
}

internal sealed class SetIdentityProviderHandler(
    IAppDbContext db,
    ISecretProtector secrets,
    IAccounts accounts,
    Sessions sessions,
    IAuditTrail audit,
    ITenantContext tenant,
    TimeProvider clock) : IRequestHandler<SetIdentityProvider, Result>
{
    public async Task<Result> Handle(SetIdentityProvider request, CancellationToken cancellationToken)
    {
        var existing = await db.IdentityProviders.SingleOrDefaultAsync(cancellationToken);
        var masked = SecretMask.IsMasked(request.ClientSecret);
        if (existing is null && masked)
        {
            return SecretNeeded;
        }

        // A secret that was given to one provider is not sent to another one.
        if (existing is not null && masked && existing.Issuer != request.Issuer)
        {
            return SecretNeeded;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var before = existing is null ? null : Describe(existing);
        var provider = existing ?? db.IdentityProviders.Add(IdentityProvider.Create(tenant.OrganizationId)).Entity;
        if (existing is not null && existing.Issuer != request.Issuer)
        {
            // Another provider has other names for people, and has vouched for nobody yet.
            await accounts.UnlinkSubjectsAsync(tenant.OrganizationId, cancellationToken);
            await sessions.RevokeVouchedAsync(tenant.OrganizationId, cancellationToken);
        }

        provider.Configure(request.Issuer, request.ClientId, request.AllowedDomains, request.DefaultRole, clock.GetUtcNow());
        if (!masked)
        {
            provider.SetClientSecret(
                await secrets.ProtectAsync(ProviderSecrets.NameOf(tenant.OrganizationId), request.ClientSecret, cancellationToken));
        }

        audit.Record(
            AuditAction.IdentityProviderChanged, "identity_provider", tenant.OrganizationId.ToString(), before, Describe(provider, secretReplaced: !masked));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }

    private static ValidationError SecretNeeded => new(new Dictionary<string, string[]>
    {
        ["clientSecret"] = ["Give the secret that this provider has issued."],
    });

    private static object Describe(IdentityProvider provider, bool? secretReplaced = null) =>
        new { provider.Issuer, provider.ClientId, provider.AllowedDomains, provider.DefaultRole, secretReplaced };
}
