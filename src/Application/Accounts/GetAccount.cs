using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>The signed-in person's account, as its own page shows it.</summary>
public sealed record GetAccount(Guid SessionId) : IRequest<Result<GetAccountResponse>>;

/// <param name="Email">What the person signs in with.</param>
/// <param name="DisplayName">As others see it.</param>
/// <param name="HasPassword">False for somebody who only ever came through an organization's identity provider.</param>
/// <param name="HasTwoFactor">Whether signing in takes a code as well.</param>
/// <param name="RecoveryCodesLeft">How many of the last set are unused.</param>
/// <param name="PendingEmail">An address that was asked for and is not confirmed yet.</param>
/// <param name="IsLimited">True in a session that an organization vouched for: it cannot change the account.</param>
public sealed record GetAccountResponse(
    string Email, string DisplayName, bool HasPassword, bool HasTwoFactor, int RecoveryCodesLeft, string? PendingEmail, bool IsLimited);

internal sealed class GetAccountHandler(
    IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, ICurrentUser currentUser, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<GetAccount, Result<GetAccountResponse>>
{
    public async Task<Result<GetAccountResponse>> Handle(GetAccount request, CancellationToken cancellationToken)
    {
        var userId = currentUser.UserId;
        if (await accounts.FindAsync(userId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        var entered = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!entered.IsSuccess && entered.Error != AccountErrors.SessionLimited)
        {
            return entered.Error;
        }

        var limited = !entered.IsSuccess;
        var now = clock.GetUtcNow();
        var pending = limited
            ? null
            : await db.AccountTokens
                .Where(token => token.UserId == userId && token.Purpose == AccountTokenPurpose.ChangeEmail
                    && token.UsedAt == null && token.ExpiresAt > now)
                .OrderByDescending(token => token.CreatedAt)
                .Select(token => token.Address)
                .FirstOrDefaultAsync(cancellationToken);
        var codes = account.HasTwoFactor ? await twoFactor.CountRecoveryCodesAsync(userId, cancellationToken) : 0;
        return new GetAccountResponse(
            account.Email, account.DisplayName, account.HasPassword, account.HasTwoFactor, codes, pending?.ToLowerInvariant(), limited);
    }
}
