using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Turns two-step sign-in on with a code of the secret that was begun with.</summary>
public sealed record EnableTwoFactor(Guid SessionId, string Code) : IRequest<Result<RecoveryCodesResponse>>;

/// <param name="RecoveryCodes">Each works once in place of a code. They are shown now and never again.</param>
public sealed record RecoveryCodesResponse(IReadOnlyList<string> RecoveryCodes);

internal sealed class EnableTwoFactorValidator : AbstractValidator<EnableTwoFactor>
{
    public EnableTwoFactorValidator() => RuleFor(request => request.Code).Secret();
}

internal sealed class EnableTwoFactorHandler(
    IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, AccountEvents events, IMailer mailer, ICurrentUser currentUser, IAppDbContext db)
    : IRequestHandler<EnableTwoFactor, Result<RecoveryCodesResponse>>
{
    public async Task<Result<RecoveryCodesResponse>> Handle(EnableTwoFactor request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: true, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        if (await accounts.FindAsync(currentUser.UserId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        if (account.HasTwoFactor)
        {
            return AccountErrors.TwoFactorIsOn;
        }

        var codes = await twoFactor.EnableAsync(account.Id, request.Code, cancellationToken);
        if (!codes.IsSuccess)
        {
            // The session is good: the wrong code is the request's fault.
            return codes.Error with { Kind = ErrorKind.Forbidden };
        }

        mailer.Send(account.Email, new TwoFactorLetter(On: true));
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(account.Id, AuditAction.TwoFactorEnabled, cancellationToken);
        return new RecoveryCodesResponse(codes.Value);
    }
}
