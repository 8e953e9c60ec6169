using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Application.Accounts;

/// <summary>A person who can sign in.</summary>
public sealed record Account(UserId Id, string Email, string DisplayName);

/// <summary>The people who can sign in, across all organizations.</summary>
public interface IAccounts
{
    /// <summary>
    /// Checks a password. Takes as long for an unknown address as for a wrong password, and locks out after
    /// repeated failures.
    /// </summary>
    /// <returns>The account, or <c>invalid_credentials</c> / <c>account_locked</c>.</returns>
    Task<Result<Account>> VerifyPasswordAsync(string email, string password, CancellationToken cancellationToken);

    /// <returns>The account, or null when it no longer exists.</returns>
    Task<Account?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <returns>Those accounts that exist.</returns>
    Task<IReadOnlyDictionary<UserId, Account>> FindManyAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);

    /// <returns>The names of those accounts that exist.</returns>
    Task<IReadOnlyDictionary<UserId, string>> DisplayNamesAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);

    /// <returns>The new account's id, or a validation error for the address or password.</returns>
    Task<Result<UserId>> CreateAsync(string email, string displayName, string password, CancellationToken cancellationToken);

    Task<UserId?> FindIdByEmailAsync(string email, CancellationToken cancellationToken);
}

/// <summary>Makes the short-lived tokens that requests carry.</summary>
public interface IAccessTokens
{
    AccessToken Issue(Account account);
}

/// <param name="Token">A signed JSON Web Token.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record AccessToken(string Token, DateTimeOffset ExpiresAt);

public static class AccountErrors
{
    /// <summary>The same for an unknown address and a wrong password: nobody learns whether an account exists.</summary>
    public static Error InvalidCredentials { get; } =
        new(ErrorKind.Unauthenticated, "invalid_credentials", "The e-mail address or the password is wrong.");

    public static Error Locked { get; } =
        new(ErrorKind.Unauthenticated, "account_locked", "Too many failed attempts. Try again in a few minutes.");

    public static Error SessionEnded { get; } =
        new(ErrorKind.Unauthenticated, "session_ended", "The session has ended. Sign in again.");
}
