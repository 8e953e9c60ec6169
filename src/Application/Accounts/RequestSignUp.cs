using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>
/// Sends a link with which an account can be made. There is no account before the link is followed, so nobody can
/// choose the password of somebody else's future account; and the answer is the same for an address that has one.
/// </summary>
public sealed record RequestSignUp(string Email) : IRequest<Result>;

internal sealed class RequestSignUpValidator : AbstractValidator<RequestSignUp>
{
    public RequestSignUpValidator() => RuleFor(request => request.Email).Email();
}

internal sealed class RequestSignUpHandler(
    IAccountSettings settings, IAccounts accounts, AccountTokens tokens, IMailer mailer, IAppDbContext db)
    : IRequestHandler<RequestSignUp, Result>
{
    public async Task<Result> Handle(RequestSignUp request, CancellationToken cancellationToken)
    {
        if (!settings.OpenSignUp)
        {
            return AccountErrors.SignUpClosed;
        }

        if (await tokens.IsExhaustedAsync(AccountTokenPurpose.SignUp, request.Email, cancellationToken))
        {
            return Result.Success;
        }

        var existing = await accounts.FindByEmailAsync(request.Email, cancellationToken);
        var token = tokens.Issue(AccountTokenPurpose.SignUp, existing?.Id, request.Email);
        mailer.Send(request.Email, existing is null ? new SignUpLetter(token) : new AlreadySignedUpLetter());
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
