using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Sends a link with which a new password can be set. The answer is the same for an unknown address.</summary>
public sealed record RequestPasswordReset(string Email) : IRequest<Result>;

internal sealed class RequestPasswordResetValidator : AbstractValidator<RequestPasswordReset>
{
    public RequestPasswordResetValidator() => RuleFor(request => request.Email).Email();
}

internal sealed class RequestPasswordResetHandler(IAccounts accounts, AccountTokens tokens, IMailer mailer, IAppDbContext db)
    : IRequestHandler<RequestPasswordReset, Result>
{
    public async Task<Result> Handle(RequestPasswordReset request, CancellationToken cancellationToken)
    {
        if (await tokens.IsExhaustedAsync(AccountTokenPurpose.ResetPassword, request.Email, cancellationToken))
        {
            return Result.Success;
        }

        // An address without an account gets a token too, which nobody receives: both take the same way to the same answer.
        var account = await accounts.FindByEmailAsync(request.Email, cancellationToken);
        var token = tokens.Issue(AccountTokenPurpose.ResetPassword, account?.Id, request.Email);
        if (account is not null)
        {
            mailer.Send(account.Email, new ResetPasswordLetter(token));
        }

        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
