using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>The second step: a code of the authenticator app, or a recovery code.</summary>
public sealed record CompleteSignIn(string Ticket, string Code) : IRequest<Result<Session>>;

internal sealed class CompleteSignInValidator : AbstractValidator<CompleteSignIn>
{
    public CompleteSignInValidator()
    {
        RuleFor(request => request.Ticket).Secret();
        RuleFor(request => request.Code).Secret();
    }
}

internal sealed class CompleteSignInHandler(
    ITwoFactor twoFactor, Sessions sessions, AccountTokens tokens, AccountEvents events, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<CompleteSignIn, Result<Session>>
{
    public async Task<Result<Session>> Handle(CompleteSignIn request, CancellationToken cancellationToken)
    {
        var ticket = await tokens.FindAsync(AccountTokenPurpose.SecondStep, request.Ticket, cancellationToken);
        if (ticket?.UserId is not { } userId)
        {
            return AccountErrors.SecondStepOver;
        }

        var verified = await twoFactor.VerifyAsync(userId, request.Code, cancellationToken);
        if (!verified.IsSuccess)
        {
            var action = verified.Error == AccountErrors.Locked ? AuditAction.SignInLocked : AuditAction.SignInFailed;
            await events.RecordAsync(userId, action, cancellationToken, byThemselves: false, detail: new { step = "code" });
            return verified.Error;
        }

        ticket.Use(clock.GetUtcNow());
        var session = sessions.Start(userId);
        await db.SaveChangesAsync(cancellationToken);
        await events.RecordAsync(userId, AuditAction.SignedIn, cancellationToken, detail: new { method = "password_and_code" });
        return session;
    }
}
