using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Makes a secret for an authenticator app. Nothing changes until a code of it is shown.</summary>
public sealed record BeginTwoFactor(Guid SessionId) : IRequest<Result<BeginTwoFactorResponse>>;

/// <param name="Secret">In base32, for typing in.</param>
/// <param name="Uri">The same for a QR code, in the form that authenticator apps read.</param>
public sealed record BeginTwoFactorResponse(string Secret, string Uri);

internal sealed class BeginTwoFactorHandler(IAccounts accounts, ITwoFactor twoFactor, AccountGate gate, ICurrentUser currentUser)
    : IRequestHandler<BeginTwoFactor, Result<BeginTwoFactorResponse>>
{
    private const string Issuer = "CallScript";

    public async Task<Result<BeginTwoFactorResponse>> Handle(BeginTwoFactor request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: true, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        if (await accounts.FindAsync(currentUser.UserId, cancellationToken) is not { } account)
        {
            return AccountErrors.SessionEnded;
        }

        if (account.HasTwoFactor)
        {
            return AccountErrors.TwoFactorIsOn;
        }

        var secret = await twoFactor.BeginAsync(account.Id, cancellationToken);
        return new BeginTwoFactorResponse(
            secret, $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(account.Email)}?secret={secret}&issuer={Issuer}");
    }
}
