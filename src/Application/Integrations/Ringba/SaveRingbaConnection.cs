using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Connects the organization's account, or gives the connected one another address or token. Ringba is asked first, and
/// nothing is stored unless it answers.
/// </summary>
/// <param name="Address">One of the allowed ones; null: the connected or the usual one.</param>
/// <param name="AccountId">Ringba's account id.</param>
/// <param name="Token">Null or masked: the stored one.</param>
public sealed record SaveRingbaConnection(string? Address, string AccountId, string? Token)
    : IRequest<Result<SaveRingbaConnectionResponse>>;

public sealed record SaveRingbaConnectionResponse(RingbaConnectionDetail Connection, RingbaAccountFound Account);

internal sealed class SaveRingbaConnectionValidator : AbstractValidator<SaveRingbaConnection>
{
    public SaveRingbaConnectionValidator()
    {
        RuleFor(request => request.AccountId).RingbaAccountId();
        RuleFor(request => request.Token).RingbaToken();
    }
}

internal sealed class SaveRingbaConnectionHandler(
    IAppDbContext db, ITenantContext tenant, RingbaAccounts accounts, IRingbaClient ringba, ISecretProtector secrets, IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<SaveRingbaConnection, Result<SaveRingbaConnectionResponse>>
{
    public async Task<Result<SaveRingbaConnectionResponse>> Handle(SaveRingbaConnection request, CancellationToken cancellationToken)
    {
        var stored = await db.FindRingbaConnectionAsync(cancellationToken);
        var accountId = request.AccountId.Trim();
        if (stored is not null && stored.AccountId != accountId)
        {
            return RingbaConnectionErrors.OtherAccount(stored.AccountId);
        }

        var account = await accounts.ResolveAsync(stored, request.Address, accountId, request.Token, cancellationToken);
        if (!account.IsSuccess)
        {
            return account.Error;
        }

        var found = await ringba.TestAsync(account.Value, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var id = stored?.Id ?? clock.NewId<RingbaConnectionId>();
        var token = await secrets.ProtectAsync(
            new SecretName(tenant.OrganizationId, SecretKind.RingbaToken, id.Value), account.Value.Token, cancellationToken);
        var after = new { account.Value.BaseAddress, account.Value.AccountId, NewToken = !RingbaAccounts.IsStoredToken(request.Token) };
        if (stored is null)
        {
            stored = RingbaConnection.Create(
                tenant.OrganizationId, id, account.Value.BaseAddress, accountId, token,
                readFrom: null, clock.GetUtcNow());
            db.RingbaConnections.Add(stored);
            audit.Record(AuditAction.RingbaConnected, "ringba_connection", stored.Id.ToString(), after: after);
        }
        else
        {
            var before = new { stored.BaseAddress, stored.AccountId };
            stored.Reconnect(account.Value.BaseAddress, token);
            audit.Record(AuditAction.RingbaReconnected, "ringba_connection", stored.Id.ToString(), before, after);
        }

        await db.SaveChangesAsync(cancellationToken);
        return new SaveRingbaConnectionResponse(await accounts.ShowAsync(stored, cancellationToken), found.Value);
    }
}
