using System.Security.Cryptography;
using System.Text;
using CallScript.Application.Accounts;
using CallScript.Domain.Accounts;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Identity;

/// <summary>
/// Authenticator secrets lie encrypted, bound to their person. Using a code is one conditional update, so that the same
/// code sent twice at once counts once.
/// </summary>
internal sealed class TwoFactor(AppDbContext db, InstallationProtector protector, SignInThrottle throttle, TimeProvider clock) : ITwoFactor
{
    private const int RecoveryCodeBytes = 10;

    public async Task<string> BeginAsync(UserId id, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
        var authenticator = await db.Authenticators.SingleOrDefaultAsync(row => row.UserId == id.Value, cancellationToken)
            ?? db.Authenticators.Add(new AuthenticatorRecord { UserId = id.Value }).Entity;
        authenticator.SealedSecret = protector.Protect(Purpose(id), Convert.ToBase64String(secret));
        authenticator.LastUsedStep = 0;
        await db.SaveChangesAsync(cancellationToken);
        return Totp.ToBase32(secret);
    }

    public async Task<Result<IReadOnlyList<string>>> EnableAsync(UserId id, string code, CancellationToken cancellationToken)
    {
        var verified = await AttemptAsync(id, () => UseAppCodeAsync(id, Plain(code), cancellationToken), cancellationToken);
        if (!verified.IsSuccess)
        {
            return verified.Error;
        }

        var record = await db.Users.SingleAsync(row => row.Id == id.Value, cancellationToken);
        record.TwoFactorEnabled = true;
        return Result<IReadOnlyList<string>>.Of(await RenewRecoveryCodesAsync(id, cancellationToken));
    }

    public async Task<Result> VerifyAsync(UserId id, string code, CancellationToken cancellationToken)
    {
        var plain = Plain(code);
        return await AttemptAsync(
            id,
            () => plain.Length == Totp.Digits ? UseAppCodeAsync(id, plain, cancellationToken) : UseRecoveryCodeAsync(id, plain, cancellationToken),
            cancellationToken);
    }

    public async Task DisableAsync(UserId id, CancellationToken cancellationToken)
    {
        var record = await db.Users.SingleAsync(row => row.Id == id.Value, cancellationToken);
        record.TwoFactorEnabled = false;
        db.Authenticators.RemoveRange(await db.Authenticators.Where(row => row.UserId == id.Value).ToListAsync(cancellationToken));
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(row => row.UserId == id).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(UserId id, CancellationToken cancellationToken)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(row => row.UserId == id).ToListAsync(cancellationToken));
        var codes = Enumerable.Range(0, RecoveryCode.Count)
            .Select(_ => Totp.ToBase32(RandomNumberGenerator.GetBytes(RecoveryCodeBytes)))
            .ToList();
        db.RecoveryCodes.AddRange(codes.Select(code => RecoveryCode.Create(id, Hash(code))));
        await db.SaveChangesAsync(cancellationToken);
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(part => new string(part))))];
    }

    public Task<int> CountRecoveryCodesAsync(UserId id, CancellationToken cancellationToken) =>
        db.RecoveryCodes.CountAsync(code => code.UserId == id && code.UsedAt == null, cancellationToken);

    private async Task<Result> AttemptAsync(UserId id, Func<Task<bool>> use, CancellationToken cancellationToken)
    {
        var attempt = SignInThrottle.CodeOf(id);
        if (!await throttle.TryAsync(attempt, cancellationToken))
        {
            return AccountErrors.Locked;
        }

        if (!await use())
        {
            return AccountErrors.InvalidCode;
        }

        await throttle.ForgetAsync(attempt, cancellationToken);
        return Result.Success;
    }

    private async Task<bool> UseAppCodeAsync(UserId id, string code, CancellationToken cancellationToken)
    {
        var authenticator = await db.Authenticators.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == id.Value, cancellationToken);
        if (authenticator is null)
        {
            return false;
        }

        var secret = Convert.FromBase64String(protector.Unprotect(Purpose(id), authenticator.SealedSecret));
        return Totp.Match(secret, code, clock.GetUtcNow(), authenticator.LastUsedStep) is { } step
            && await db.Authenticators
                .Where(row => row.UserId == id.Value && row.LastUsedStep < step)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.LastUsedStep, step), cancellationToken) == 1;
    }

    private async Task<bool> UseRecoveryCodeAsync(UserId id, string code, CancellationToken cancellationToken)
    {
        var (hash, now) = (Hash(code), clock.GetUtcNow());
        return await db.RecoveryCodes
            .Where(row => row.UserId == id && row.CodeHash == hash && row.UsedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(value => value.UsedAt, now), cancellationToken) == 1;
    }

    private static string Purpose(UserId id) => $"authenticator:{id}";

    // People type codes as they are shown: in groups, in either case.
    private static string Plain(string code) =>
        string.Concat(code.Where(character => !char.IsWhiteSpace(character) && character != '-')).ToUpperInvariant();

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
