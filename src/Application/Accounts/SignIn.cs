using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Starts a session.</summary>
public sealed record SignIn(string Email, string Password) : IRequest<Result<Session>>;

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(request => request.Email).NotEmpty().MaximumLength(254);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(256);
    }
}

internal sealed class SignInHandler(IAccounts accounts, IAccessTokens accessTokens, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<SignIn, Result<Session>>
{
    public async Task<Result<Session>> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var account = await accounts.VerifyPasswordAsync(request.Email, request.Password, cancellationToken);
        if (!account.IsSuccess)
        {
            return account.Error;
        }

        var session = Sessions.Start(db, accessTokens, account.Value, family: null, clock);
        await db.SaveChangesAsync(cancellationToken);
        return session;
    }
}
