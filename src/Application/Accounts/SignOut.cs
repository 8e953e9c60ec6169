using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Ends a session: all its tokens stop working at once. An unknown token is no error.</summary>
public sealed record SignOut(string? RefreshToken) : IRequest<Result>;

internal sealed class SignOutHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<SignOut, Result>
{
    public async Task<Result> Handle(SignOut request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.RefreshToken))
        {
            return Result.Success;
        }

        var hash = Secrets.Hash(request.RefreshToken);
        var session = await db.UserSessions
            .SingleOrDefaultAsync(
                row => db.RefreshTokens.Any(token => token.TokenHash == hash && token.SessionId == row.Id), cancellationToken);
        session?.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
