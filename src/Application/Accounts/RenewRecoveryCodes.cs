using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Makes new recovery codes; the old ones stop working.</summary>
public sealed record RenewRecoveryCodes(Guid SessionId) : IRequest<Result<RecoveryCodesResponse>>;

internal sealed class RenewRecoveryCodesHandler(
    IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, AccountEvents events, ICurrentUser currentUser)
    : IRequestHandler<RenewRecoveryCodes, Result<RecoveryCodesResponse>>
{
    public async Task<Result<RecoveryCodesResponse>> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: true, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        if (await accounts.FindAsync(currentUser.UserId, cancellationToken) is not { HasTwoFactor: true } account)
        {
            return AccountErrors.TwoFactorIsOff;
        }

        var codes = await twoFactor.RenewRecoveryCodesAsync(account.Id, cancellationToken);
        await events.RecordAsync(account.Id, AuditAction.RecoveryCodesRenewed, cancellationToken);
        return new RecoveryCodesResponse(codes);
    }
}
