using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Sets a new password with the link of a letter, and ends all sessions. A second step stays as it was.</summary>
public sealed record ResetPassword(string Token, string NewPassword) : IRequest<Result>;

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator()
    {
        RuleFor(request => request.Token).Secret();
        RuleFor(request => request.NewPassword).NewPassword();
    }
}

internal sealed class ResetPasswordHandler(
    IAccounts accounts, Sessions sessions, AccountTokens tokens, AccountEvents events, IMailer mailer, IAppDbContext db)
    : IRequestHandler<ResetPassword, Result>
{
    public async Task<Result> Handle(ResetPassword request, CancellationToken cancellationToken)
    {
        var token = await tokens.FindAsync(AccountTokenPurpose.ResetPassword, request.Token, cancellationToken);
        if (token?.UserId is not { } userId || await accounts.FindAsync(userId, cancellationToken) is not { } account)
        {
            return AccountErrors.LinkInvalid;
        }

        // The letter went to the address of that time; who has changed it since does not want it to open the account.
        if (!string.Equals(token.Address, account.Email, StringComparison.OrdinalIgnoreCase))
        {
            return AccountErrors.LinkInvalid;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        await tokens.UseAllAsync(AccountTokenPurpose.ResetPassword, userId, cancellationToken);
        await tokens.UseAllAsync(AccountTokenPurpose.SecondStep, userId, cancellationToken);
        await sessions.RevokeAsync(userId, except: null, cancellationToken);
        mailer.Send(account.Email, new PasswordChangedLetter());
        var set = await accounts.SetPasswordAsync(userId, request.NewPassword, cancellationToken);
        if (!set.IsSuccess)
        {
            return set.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.RecordAsync(userId, AuditAction.PasswordReset, cancellationToken, byThemselves: false);
        return Result.Success;
    }
}
