using CallScript.Application.Accounts;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Identity;

internal sealed class Accounts(UserManager<AccountRecord> users, AppDbContext db, TimeProvider clock) : IAccounts
{
    // Verified against when the address is unknown, so that the answer takes as long as for a wrong password.
    private static readonly string DecoyHash = new PasswordHasher<AccountRecord>().HashPassword(new AccountRecord(), "decoy");

    public async Task<Result<Account>> VerifyPasswordAsync(string email, string password, CancellationToken cancellationToken)
    {
        var record = await users.FindByEmailAsync(email);
        if (record is null)
        {
            users.PasswordHasher.VerifyHashedPassword(new AccountRecord(), DecoyHash, password);
            return AccountErrors.InvalidCredentials;
        }

        if (await users.IsLockedOutAsync(record))
        {
            return AccountErrors.Locked;
        }

        if (!await users.CheckPasswordAsync(record, password))
        {
            await users.AccessFailedAsync(record);
            return AccountErrors.InvalidCredentials;
        }

        if (record.AccessFailedCount > 0)
        {
            await users.ResetAccessFailedCountAsync(record);
        }

        return ToAccount(record);
    }

    public async Task<Account?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(record => record.Id == id.Value, cancellationToken) is { } record
            ? ToAccount(record)
            : null;

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
        var id = clock.NewId<UserId>();
        var record = new AccountRecord { Id = id.Value, UserName = email, Email = email, DisplayName = displayName, EmailConfirmed = true };
        var created = await users.CreateAsync(record, password);
        return created.Succeeded
            ? id
            : new ValidationError(created.Errors
                .GroupBy(error => error.Code.Contains("Password", StringComparison.Ordinal) ? "password" : "email")
                .ToDictionary(field => field.Key, field => field.Select(error => error.Description).ToArray()));
    }

    public async Task<UserId?> FindIdByEmailAsync(string email, CancellationToken cancellationToken) =>
        await users.FindByEmailAsync(email) is { } record ? new UserId(record.Id) : null;

    private static Account ToAccount(AccountRecord record) => new(new UserId(record.Id), record.Email ?? "", record.DisplayName);
}
