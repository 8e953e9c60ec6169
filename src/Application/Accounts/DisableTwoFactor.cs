using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Turns two-step sign-in off; secret and recovery codes are forgotten.</summary>
public sealed record DisableTwoFactor(Guid SessionId) : IRequest<Result>;

internal sealed class DisableTwoFactorHandler(
    IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, AccountEvents events, IMailer mailer, ICurrentUser currentUser, IAppDbContext db)
    : IRequestHandler<DisableTwoFactor, Result>
{
    public async Task<Result> Handle(DisableTwoFactor request, CancellationToken cancellationToken)
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

        mailer.Send(account.Email, new TwoFactorLetter(On: false));
        await twoFactor.DisableAsync(account.Id, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(account.Id, AuditAction.TwoFactorDisabled, cancellationToken);
        return Result.Success;
    }
}
