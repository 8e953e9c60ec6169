using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Sets a new password and ends all other sessions. The old one has been shown lately, as proof.</summary>
public sealed record ChangePassword(Guid SessionId, string NewPassword) : IRequest<Result>;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator() => RuleFor(request => request.NewPassword).NewPassword();
}

internal sealed class ChangePasswordHandler(
    IAccounts accounts,
    Sessions sessions,
    AccountTokens tokens,
    AccountGate gate,
    AccountEvents events,
    IMailer mailer,
    ICurrentUser currentUser,
    IAppDbContext db) : IRequestHandler<ChangePassword, Result>
{
    public async Task<Result> Handle(ChangePassword request, CancellationToken cancellationToken)
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

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        await sessions.RevokeAsync(account.Id, except: session.Value.Id, cancellationToken);
        await tokens.UseAllAsync(AccountTokenPurpose.ResetPassword, account.Id, cancellationToken);
        await tokens.UseAllAsync(AccountTokenPurpose.SecondStep, account.Id, cancellationToken);
        mailer.Send(account.Email, new PasswordChangedLetter());
        var set = await accounts.SetPasswordAsync(account.Id, request.NewPassword, cancellationToken);
        if (!set.IsSuccess)
        {
            return set.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.RecordAsync(account.Id, AuditAction.PasswordChanged, cancellationToken);
        return Result.Success;
    }
}
