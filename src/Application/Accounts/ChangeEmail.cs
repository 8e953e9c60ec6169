using CallScript.Application.Common.Mail;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>
/// Sends a link to the new address; the address changes when it is followed. The answer is the same for an address
/// that another account has.
/// </summary>
public sealed record ChangeEmail(Guid SessionId, string NewEmail) : IRequest<Result>;

internal sealed class ChangeEmailValidator : AbstractValidator<ChangeEmail>
{
    public ChangeEmailValidator() => RuleFor(request => request.NewEmail).Email();
}

internal sealed class ChangeEmailHandler(
    IAccounts accounts, AccountTokens tokens, AccountGate gate, IMailer mailer, ICurrentUser currentUser, IAppDbContext db)
    : IRequestHandler<ChangeEmail, Result>
{
    public async Task<Result> Handle(ChangeEmail request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: true, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        if (await tokens.IsExhaustedAsync(AccountTokenPurpose.ChangeEmail, request.NewEmail, cancellationToken))
        {
            return Result.Success;
        }

        // Only the latest address that was asked for can be confirmed.
        await tokens.UseAllAsync(AccountTokenPurpose.ChangeEmail, currentUser.UserId, cancellationToken);
        var token = tokens.Issue(AccountTokenPurpose.ChangeEmail, currentUser.UserId, request.NewEmail);
        var taken = await accounts.FindIdByEmailAsync(request.NewEmail, cancellationToken) is not null;
        mailer.Send(request.NewEmail, taken ? new AlreadySignedUpLetter() : new ConfirmEmailLetter(token));
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
