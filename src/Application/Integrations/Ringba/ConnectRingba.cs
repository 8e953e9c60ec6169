using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Connects an account at whatever address the operator names and queues its first read; one that is connected gets the
/// address and token. For commands on the server: people use <see cref="SaveRingbaConnection"/>.
/// </summary>
/// <param name="BaseAddress">Ringba's address; ends with a slash.</param>
/// <param name="AccountId">Ringba's account id: letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Token">The API token.</param>
/// <param name="ReadFrom">The first call to read started at or after this time.</param>
public sealed record ConnectRingba(Uri BaseAddress, string AccountId, string Token, DateTimeOffset ReadFrom) : IRequest<Result>;

internal sealed class ConnectRingbaValidator : AbstractValidator<ConnectRingba>
{
    private const int TokenMaxLength = 1_000;

    public ConnectRingbaValidator()
    {
        RuleFor(request => request.BaseAddress)
            .Must(address => address is { IsAbsoluteUri: true, Scheme: "https" or "http" } && address.AbsolutePath.EndsWith('/'))
            .WithMessage("Give an absolute http(s) address that ends with a slash.");
        RuleFor(request => request.AccountId).NotEmpty().MaximumLength(RingbaConnection.AccountIdMaxLength)
            .Matches("^[A-Za-z0-9_-]+$").WithMessage("An account id has only letters, digits, '_' and '-'.");
        RuleFor(request => request.Token).NotEmpty().MaximumLength(TokenMaxLength);
    }
}

internal sealed class ConnectRingbaHandler(
    IAppDbContext db, ITenantContext tenant, ISecretProtector secrets, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<ConnectRingba, Result>
{
    public async Task<Result> Handle(ConnectRingba request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var organizationId = tenant.OrganizationId;
        var account = new { request.BaseAddress, request.AccountId };
        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.AccountId == request.AccountId, cancellationToken);
        var id = connection?.Id ?? clock.NewId<RingbaConnectionId>();
        var token = await secrets.ProtectAsync(
            new SecretName(organizationId, SecretKind.RingbaToken, id.Value), request.Token, cancellationToken);
        if (connection is null)
        {
            connection = RingbaConnection.Create(
                organizationId,
                id,
                request.BaseAddress,
                request.AccountId,
                token,
                request.ReadFrom.ToUniversalTime(),
                now);
            db.RingbaConnections.Add(connection);
            db.StartReading(connection, clock);
            audit.Record(AuditAction.RingbaConnected, "ringba_connection", connection.Id.ToString(), after: account);
        }
        else
        {
            var before = new { connection.BaseAddress, connection.AccountId };
            connection.Reconnect(request.BaseAddress, token);
            audit.Record(AuditAction.RingbaReconnected, "ringba_connection", connection.Id.ToString(), before, account);
        }

        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
