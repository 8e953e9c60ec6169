using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Shows once more that it is the person, with the password or a code, before the account may be changed.</summary>
/// <param name="SessionId">The session that is proved by it.</param>
/// <param name="Password">Either this</param>
/// <param name="Code">or this.</param>
public sealed record ProveIdentity(Guid SessionId, string? Password, string? Code) : IRequest<Result>;

internal sealed class ProveIdentityValidator : AbstractValidator<ProveIdentity>
{
    public ProveIdentityValidator()
    {
        RuleFor(request => request.Password).MaximumLength(AccountRules.PasswordMaxLength);
        RuleFor(request => request.Code).MaximumLength(AccountRules.SecretMaxLength);
        RuleFor(request => request.Password)
            .Must((request, password) => string.IsNullOrEmpty(password) != string.IsNullOrEmpty(request.Code))
            .WithMessage("Give the password or a code.");
    }
}

internal sealed class ProveIdentityHandler(
    IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, AccountEvents events, ICurrentUser currentUser, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<ProveIdentity, Result>
{
    public async Task<Result> Handle(ProveIdentity request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        var verified = await VerifyAsync(request, cancellationToken);
        if (!verified.IsSuccess)
        {
            await events.RecordAsync(
                currentUser.UserId, AuditAction.SignInFailed, cancellationToken, byThemselves: false, detail: new { step = "proof" });
            return verified.Error;
        }

        session.Value.Prove(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }

    // 403, not 401: the session is good, and a client that renews it would change nothing.
    private async Task<Result> VerifyAsync(ProveIdentity request, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(currentUser.UserId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        Error? error = null;
        if (!string.IsNullOrEmpty(request.Password))
        {
            error = (await accounts.VerifyPasswordAsync(account.Email, request.Password, cancellationToken)).Error;
        }
        else if (account.HasTwoFactor)
        {
            error = (await twoFactor.VerifyAsync(account.Id, request.Code!, cancellationToken)).Error;
        }
        else
        {
            return AccountErrors.TwoFactorIsOff;
        }

        return error switch
        {
            null => Result.Success,
            _ when error == AccountErrors.InvalidCredentials => AccountErrors.WrongProof,
            _ => error with { Kind = ErrorKind.Forbidden },
        };
    }
}
