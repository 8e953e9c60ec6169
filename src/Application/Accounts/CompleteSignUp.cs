using CallScript.Application.Common.Persistence;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Makes the account whose address the link proves, and signs in.</summary>
public sealed record CompleteSignUp(string Token, string DisplayName, string Password) : IRequest<Result<Session>>;

internal sealed class CompleteSignUpValidator : AbstractValidator<CompleteSignUp>
{
    public CompleteSignUpValidator()
    {
        RuleFor(request => request.Token).Secret();
        RuleFor(request => request.DisplayName).DisplayName();
        RuleFor(request => request.Password).NewPassword();
    }
}

internal sealed class CompleteSignUpHandler(
    IAccountSettings settings, IAccounts accounts, Sessions sessions, AccountTokens tokens, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<CompleteSignUp, Result<Session>>
{
    public async Task<Result<Session>> Handle(CompleteSignUp request, CancellationToken cancellationToken)
    {
        if (!settings.OpenSignUp)
        {
            return AccountErrors.SignUpClosed;
        }

        var token = await tokens.FindAsync(AccountTokenPurpose.SignUp, request.Token, cancellationToken);
        if (token is not { UserId: null, Address: { } address }
            || await accounts.FindIdByEmailAsync(address, cancellationToken) is not null)
        {
            return AccountErrors.LinkInvalid;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        token.Use(clock.GetUtcNow());
        var created = await accounts.CreateAsync(address.ToLowerInvariant(), request.DisplayName, request.Password, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        var session = sessions.Start(created.Value);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return session;
    }
}
