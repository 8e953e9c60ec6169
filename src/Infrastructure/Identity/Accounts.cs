using CallScript.Application.Accounts;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallScript.Infrastructure.Identity;

internal sealed class Accounts(
    UserManager<AccountRecord> users, SignInThrottle throttle, DecoyPassword decoy, AppDbContext db, TimeProvider clock) : IAccounts
{
    public async Task<Result<Account>> VerifyPasswordAsync(string email, string password, CancellationToken cancellationToken)
    {
        var attempt = SignInThrottle.PasswordOf(email);
        if (!await throttle.TryAsync(attempt, cancellationToken))
        {
            return AccountErrors.Locked;
        }

        var record = await FindRecordAsync(email);
        if (record?.PasswordHash is null)
        {
            decoy.Verify(password);
            return AccountErrors.InvalidCredentials;
        }

        if (!await users.CheckPasswordAsync(record, password))
        {
            return AccountErrors.InvalidCredentials;
        }

        await throttle.ForgetAsync(attempt, cancellationToken);
        return ToAccount(record);
    }

    public async Task<Account?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(record => record.Id == id.Value, cancellationToken) is { } record
            ? ToAccount(record)
            : null;

    public async Task<Account?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        await FindRecordAsync(email) is { } record ? ToAccount(record) : null;

    public async Task<UserId?> FindIdByEmailAsync(string email, CancellationToken cancellationToken) =>
        await FindRecordAsync(email) is { } record ? new UserId(record.Id) : null;

    public async Task<IReadOnlyDictionary<UserId, Account>> FindManyAsync(
        IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken)
    {
        var values = ids.Select(id => id.Value).ToList();
        var records = await db.Users.AsNoTracking().Where(record => values.Contains(record.Id)).ToListAsync(cancellationToken);
        return records.Select(ToAccount).ToDictionary(account => account.Id);
    }

    public async Task<IReadOnlyDictionary<UserId, string>> DisplayNamesAsync(
        IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<UserId, string>();
        }

        var values = ids.Select(id => id.Value).ToList();
        return await db.Users.AsNoTracking()
            .Where(record => values.Contains(record.Id))
            .ToDictionaryAsync(record => new UserId(record.Id), record => record.DisplayName, cancellationToken);
    }

    public async Task<Result<UserId>> CreateAsync(
        string email, string displayName, string password, CancellationToken cancellationToken)
    {
        var record = NewRecord(email, displayName);
        return Answer(await SavedAsync(() => users.CreateAsync(record, password)), new UserId(record.Id));
    }

    public async Task<Result<UserId>> CreateWithoutPasswordAsync(string email, string displayName, CancellationToken cancellationToken)
    {
        var record = NewRecord(email, displayName);
        return Answer(await SavedAsync(() => users.CreateAsync(record)), new UserId(record.Id));
    }

    public async Task<Account?> FindBySubjectAsync(OrganizationId organizationId, string subject, CancellationToken cancellationToken) =>
        await users.FindByLoginAsync(ProviderOf(organizationId), subject) is { } record ? ToAccount(record) : null;

    public async Task LinkSubjectAsync(UserId id, OrganizationId organizationId, string subject, CancellationToken cancellationToken)
    {
        db.UserLogins.Add(new IdentityUserLogin<Guid>
        {
            LoginProvider = ProviderOf(organizationId),
            ProviderKey = subject,
            UserId = id.Value,
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    public Task UnlinkSubjectsAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(organizationId);
        return db.UserLogins.Where(login => login.LoginProvider == provider).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<Result> SetPasswordAsync(UserId id, string password, CancellationToken cancellationToken)
    {
        var record = await RecordAsync(id, cancellationToken);
        foreach (var validator in users.PasswordValidators)
        {
            var valid = await validator.ValidateAsync(users, record, password);
            if (!valid.Succeeded)
            {
                return ToError(valid, "newPassword");
            }
        }

        record.PasswordHash = users.PasswordHasher.HashPassword(record, password);
        var set = await users.UpdateSecurityStampAsync(record);
        if (!set.Succeeded)
        {
            return ToError(set, "newPassword");
        }

        await throttle.ForgetAsync(SignInThrottle.PasswordOf(record.Email ?? ""), cancellationToken);
        return Result.Success;
    }

    public async Task<Result> SetEmailAsync(UserId id, string email, CancellationToken cancellationToken)
    {
        var record = await RecordAsync(id, cancellationToken);
        (record.Email, record.UserName) = (email, email);
        var set = await SavedAsync(() => users.UpdateSecurityStampAsync(record));
        return set.Succeeded ? Result.Success : ToError(set, "password");
    }

    public async Task RenameAsync(UserId id, string displayName, CancellationToken cancellationToken)
    {
        var record = await RecordAsync(id, cancellationToken);
        record.DisplayName = displayName;
        await db.SaveChangesAsync(cancellationToken);
    }

    // An address that the database cannot even hold belongs to nobody.
    private async Task<AccountRecord?> FindRecordAsync(string email) =>
        email.Contains('\0', StringComparison.Ordinal) ? null : await users.FindByEmailAsync(email);

    // Whoever takes the same address in the same moment is stopped by the database alone.
    private async Task<IdentityResult> SavedAsync(Func<Task<IdentityResult>> save)
    {
        try
        {
            return await save();
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return IdentityResult.Failed(users.ErrorDescriber.DuplicateEmail(""));
        }
    }

    // Each organization's provider has names of its own, whatever issuer two of them may share.
    private static string ProviderOf(OrganizationId organizationId) => $"oidc:{organizationId}";

    private Task<AccountRecord> RecordAsync(UserId id, CancellationToken cancellationToken) =>
        db.Users.SingleAsync(record => record.Id == id.Value, cancellationToken);

    private AccountRecord NewRecord(string email, string displayName) => new()
    {
        Id = clock.NewId<UserId>().Value,
        UserName = email,
        Email = email,
        DisplayName = displayName,
        EmailConfirmed = true,
    };

    private static Result<UserId> Answer(IdentityResult created, UserId id) => created.Succeeded ? id : ToError(created, "password");

    private static ValidationError ToError(IdentityResult failed, string passwordField) => new(failed.Errors
        .GroupBy(error => error.Code.Contains("Password", StringComparison.Ordinal) ? passwordField : "email")
        .ToDictionary(field => field.Key, field => field.Select(error => error.Description).ToArray()));

    private static Account ToAccount(AccountRecord record) => new(
        new UserId(record.Id), record.Email ?? "", record.DisplayName, record.PasswordHash is not null, record.TwoFactorEnabled);
}

/// <summary>Verified against when there is no account, so that the answer takes as long as for a wrong password.</summary>
internal sealed class DecoyPassword
{
    private readonly PasswordHasher<AccountRecord> _hasher;
    private readonly string _hash;

    public DecoyPassword(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<AccountRecord>(options);
        _hash = _hasher.HashPassword(new AccountRecord(), "decoy");
    }

    public void Verify(string password) => _hasher.VerifyHashedPassword(new AccountRecord(), _hash, password);
}
