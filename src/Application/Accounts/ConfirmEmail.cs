using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Makes the address that received the link the account's, and tells the old one.</summary>
public sealed record ConfirmEmail(string Token) : IRequest<Result>;

internal sealed class ConfirmEmailValidator : AbstractValidator<ConfirmEmail>
{
    public ConfirmEmailValidator() => RuleFor(request => request.Token).Secret();
}

internal sealed class ConfirmEmailHandler(
    IAccounts accounts, AccountTokens tokens, AccountEvents events, IMailer mailer, IAppDbContext db)
    : IRequestHandler<ConfirmEmail, Result>
{
    public async Task<Result> Handle(ConfirmEmail request, CancellationToken cancellationToken)
    {
        var token = await tokens.FindAsync(AccountTokenPurpose.ChangeEmail, request.Token, cancellationToken);
        if (token is not { UserId: { } userId, Address: { } address }
            || await accounts.FindAsync(userId, cancellationToken) is not { } account)
        {
            return AccountErrors.LinkInvalid;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var email = address.ToLowerInvariant();
        await tokens.UseAllAsync(AccountTokenPurpose.ChangeEmail, userId, cancellationToken);
        await tokens.UseAllAsync(AccountTokenPurpose.ResetPassword, userId, cancellationToken);
        mailer.Send(account.Email, new EmailChangedLetter(email));
        if (!(await accounts.SetEmailAsync(userId, email, cancellationToken)).IsSuccess)
        {
            // Taken by somebody else meanwhile, which is not for this person to know.
            return AccountErrors.LinkInvalid;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.RecordAsync(userId, AuditAction.EmailChanged, cancellationToken);
        return Result.Success;
    }
}
