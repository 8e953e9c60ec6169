using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Application.Accounts;

/// <summary>A person who can sign in.</summary>
/// <param name="Id">Never changes.</param>
/// <param name="Email">Proved to be the person's.</param>
/// <param name="DisplayName">As others see it.</param>
/// <param name="HasPassword">False for somebody who has only ever come through an organization's identity provider.</param>
/// <param name="HasTwoFactor">Whether signing in takes a code as well.</param>
public sealed record Account(UserId Id, string Email, string DisplayName, bool HasPassword, bool HasTwoFactor);

/// <summary>The people who can sign in, across all organizations.</summary>
public interface IAccounts
{
    /// <summary>
    /// Checks a password. An unknown address takes as long and is held back after as many failures as one with an
    /// account, so that nothing tells the two apart.
    /// </summary>
    /// <returns>The account, or <c>invalid_credentials</c> / <c>account_locked</c>.</returns>
    Task<Result<Account>> VerifyPasswordAsync(string email, string password, CancellationToken cancellationToken);

    /// <returns>The account, or null when it no longer exists.</returns>
    Task<Account?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <returns>The account with this address, or null.</returns>
    Task<Account?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    Task<UserId?> FindIdByEmailAsync(string email, CancellationToken cancellationToken);

    /// <returns>Those accounts that exist.</returns>
    Task<IReadOnlyDictionary<UserId, Account>> FindManyAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);

    /// <returns>The names of those accounts that exist.</returns>
    Task<IReadOnlyDictionary<UserId, string>> DisplayNamesAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);

    /// <summary>Makes an account for an address that has been proved to be the person's.</summary>
    /// <returns>The new account's id, or a validation error for <c>email</c> or <c>password</c>.</returns>
    Task<Result<UserId>> CreateAsync(string email, string displayName, string password, CancellationToken cancellationToken);

    /// <summary>Makes an account for somebody who comes through an organization's identity provider.</summary>
    Task<Result<UserId>> CreateWithoutPasswordAsync(string email, string displayName, CancellationToken cancellationToken);

    /// <returns>The account that an organization's identity provider knows under this name, or null.</returns>
    Task<Account?> FindBySubjectAsync(OrganizationId organizationId, string subject, CancellationToken cancellationToken);

    /// <summary>Remembers under which name an organization's identity provider knows an account.</summary>
    Task LinkSubjectAsync(UserId id, OrganizationId organizationId, string subject, CancellationToken cancellationToken);

    /// <summary>Forgets all names of an organization's identity provider.</summary>
    Task UnlinkSubjectsAsync(OrganizationId organizationId, CancellationToken cancellationToken);

    /// <summary>Sets a password and lifts a lock.</summary>
    /// <returns>Success, or a validation error for <c>newPassword</c>.</returns>
    Task<Result> SetPasswordAsync(UserId id, string password, CancellationToken cancellationToken);

    /// <returns>Success, or a validation error for <c>email</c>, which may have been taken meanwhile.</returns>
    Task<Result> SetEmailAsync(UserId id, string email, CancellationToken cancellationToken);

    Task RenameAsync(UserId id, string displayName, CancellationToken cancellationToken);
}

/// <summary>The second step of signing in: codes of an authenticator app, and recovery codes for when it is lost.</summary>
public interface ITwoFactor
{
    /// <summary>Makes a new secret. It counts from the moment when a code of it has been shown.</summary>
    /// <returns>The secret in base32.</returns>
    Task<string> BeginAsync(UserId id, CancellationToken cancellationToken);

    /// <returns>Recovery codes, to be shown once; or <c>invalid_code</c> / <c>account_locked</c>.</returns>
    Task<Result<IReadOnlyList<string>>> EnableAsync(UserId id, string code, CancellationToken cancellationToken);

    /// <summary>Checks a code of the app or a recovery code. Each works once.</summary>
    /// <returns>Success, or <c>invalid_code</c> / <c>account_locked</c>.</returns>
    Task<Result> VerifyAsync(UserId id, string code, CancellationToken cancellationToken);

    Task DisableAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Makes new recovery codes; the old ones stop working.</summary>
    Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(UserId id, CancellationToken cancellationToken);

    Task<int> CountRecoveryCodesAsync(UserId id, CancellationToken cancellationToken);
}

/// <summary>What the installation lets strangers do.</summary>
public interface IAccountSettings
{
    /// <summary>Whether anybody may make an account; otherwise only who was invited.</summary>
    bool OpenSignUp { get; }
}

/// <summary>Makes the short-lived tokens that requests carry.</summary>
public interface IAccessTokens
{
    AccessToken Issue(Domain.Accounts.UserSession session);
}

/// <param name="Token">A signed JSON Web Token.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record AccessToken(string Token, DateTimeOffset ExpiresAt);
