using CallScript.Domain.Accounts;
using CallScript.Domain.Organizations;
using Npgsql;

namespace CallScript.Infrastructure.Identity;

/// <summary>
/// Whether the session of an access token still lives. Asked for each request, by primary key and without a cache: a
/// revoked session must not work for another second, and the look-up is a fraction of a millisecond.
/// </summary>
public sealed class SessionGuard(NpgsqlDataSource database, TimeProvider clock)
{
    public async Task<bool> IsLiveAsync(UserSessionId id, UserId userId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select 1 from user_sessions where id = $1 and user_id = $2 and revoked_at is null and expires_at > $3");
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = userId.Value });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
