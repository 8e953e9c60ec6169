using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Ends a session: its refresh tokens stop working at once. An unknown token is no error.</summary>
public sealed record SignOut(string? RefreshToken) : IRequest<Result>;

internal sealed class SignOutHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<SignOut, Result>
{
    public async Task<Result> Handle(SignOut request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.RefreshToken))
        {
            return Result.Success;
        }

        var hash = Sessions.Hash(request.RefreshToken);
        var family = await db.RefreshTokens
            .Where(token => db.RefreshTokens.Any(own => own.TokenHash == hash && own.FamilyId == token.FamilyId))
            .ToListAsync(cancellationToken);
        family.ForEach(token => token.Revoke(clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
