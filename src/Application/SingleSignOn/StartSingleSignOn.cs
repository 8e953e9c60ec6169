using System.Buffers.Text;
using System.Security.Cryptography;
using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.SingleSignOn;

/// <summary>Begins a sign-in through an organization's identity provider.</summary>
/// <param name="Slug">The organization.</param>
/// <param name="ReturnTo">The page of ours to open afterwards.</param>
public sealed record StartSingleSignOn(string Slug, string? ReturnTo) : IRequest<Result<StartSingleSignOnResponse>>;

/// <param name="Address">Where to send the browser.</param>
/// <param name="Ticket">For the browser to keep until it comes back.</param>
public sealed record StartSingleSignOnResponse(Uri Address, string Ticket);

/// <summary>What the browser brings back, sealed.</summary>
public sealed record SingleSignOnTicket(Guid OrganizationId, SignInAttempt Attempt, string? ReturnTo, DateTimeOffset ExpiresAt);

internal sealed class StartSingleSignOnHandler(
    IOrganizationDirectory directory,
    IOpenIdConnect openIdConnect,
    IBrowserTickets tickets,
    ISecretProtector secrets,
    ITenantContext tenant,
    IAppDbContext db,
    TimeProvider clock) : IRequestHandler<StartSingleSignOn, Result<StartSingleSignOnResponse>>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<Result<StartSingleSignOnResponse>> Handle(StartSingleSignOn request, CancellationToken cancellationToken)
    {
        if (request.Slug.Length > Organization.SlugMaxLength
            || await directory.FindBySlugAsync(request.Slug, cancellationToken) is not { } organizationId)
        {
            return SingleSignOnErrors.NotSetUp;
        }

        tenant.Enter(organizationId);
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return SingleSignOnErrors.NotSetUp;
        }

        var attempt = new SignInAttempt(Random(), Random(), Random());
        var settings = await secrets.OpenAsync(provider, cancellationToken);
        var address = await openIdConnect.AuthorizationAddressAsync(settings, attempt, cancellationToken);
        return address.IsSuccess
            ? new StartSingleSignOnResponse(
                address.Value,
                tickets.Seal(new SingleSignOnTicket(organizationId.Value, attempt, request.ReturnTo, clock.GetUtcNow() + Patience)))
            : address.Error;
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
