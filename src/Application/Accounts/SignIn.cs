using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Starts a session, or the second step where the account asks for one.</summary>
public sealed record SignIn(string Email, string Password) : IRequest<Result<SignInResponse>>;

/// <summary>One of the two is set.</summary>
/// <param name="Session">The session.</param>
/// <param name="SecondStep">What the code has to be sent with.</param>
public sealed record SignInResponse(Session? Session, SecondStepTicket? SecondStep);

/// <param name="Ticket">Stands for the right password; good for one session.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record SecondStepTicket(string Ticket, DateTimeOffset ExpiresAt);

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(request => request.Email).NotEmpty().MaximumLength(AccountRules.EmailMaxLength);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(AccountRules.PasswordMaxLength);
    }
}

internal sealed class SignInHandler(
    IAccounts accounts, Sessions sessions, AccountTokens tokens, AccountEvents events, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<SignIn, Result<SignInResponse>>
{
    public async Task<Result<SignInResponse>> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var verified = await accounts.VerifyPasswordAsync(request.Email, request.Password, cancellationToken);
        if (!verified.IsSuccess)
        {
            // For an address without an account the same is looked up and nothing found, so that both take alike.
            var userId = await accounts.FindIdByEmailAsync(request.Email, cancellationToken) ?? clock.NewId<UserId>();
            var action = verified.Error == AccountErrors.Locked ? AuditAction.SignInLocked : AuditAction.SignInFailed;
            await events.RecordAsync(userId, action, cancellationToken, byThemselves: false);
            return verified.Error;
        }

        var account = verified.Value;
        if (account.HasTwoFactor)
        {
            var ticket = tokens.Issue(AccountTokenPurpose.SecondStep, account.Id, address: null);
            await db.SaveChangesAsync(cancellationToken);
            var expires = clock.GetUtcNow() + AccountToken.LifetimeOf(AccountTokenPurpose.SecondStep);
            return new SignInResponse(Session: null, new SecondStepTicket(ticket, expires));
        }

        var session = sessions.Start(account.Id);
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(account.Id, AuditAction.SignedIn, cancellationToken, detail: new { method = "password" });
        return new SignInResponse(session, SecondStep: null);
    }
}
