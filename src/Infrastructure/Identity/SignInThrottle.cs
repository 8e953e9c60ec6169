using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Identity;

/// <summary>
/// Holds back guessing, per account, with waits that double. An attempt is counted as a failure before it is looked
/// at, in one statement, so that many at once gain nothing; a success takes the count back. It goes by the address
/// that was typed and not by the account, so an address without one behaves the same.
/// </summary>
internal sealed class SignInThrottle(AppDbContext db, TimeProvider clock)
{
    /// <summary>Mistyped passwords that nobody is made to wait for.</summary>
    private const int FreeFailures = 5;

    private const int FirstWaitSeconds = 30;
    private const int LongestWaitSeconds = 3_600;
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    public static string PasswordOf(string email) => $"password:{email.ToUpperInvariant()}";

    public static string CodeOf(UserId id) => $"code:{id}";

    /// <returns>False while earlier failures still have to be waited for.</returns>
    public async Task<bool> TryAsync(string subject, CancellationToken cancellationToken)
    {
        var (key, now) = (Hash(subject), clock.GetUtcNow());
        var forgotten = now - Memory;
        var counted = await db.Database
            .SqlQuery<int>($"""
                insert into sign_in_throttles as t (key, failures, last_attempt_at) values ({key}, 1, {now})
                on conflict (key) do update set
                  failures = case when t.last_attempt_at < {forgotten} then 1 else t.failures + 1 end,
                  last_attempt_at = {now},
                  locked_until = case when t.last_attempt_at >= {forgotten} and t.failures + 1 >= {FreeFailures}
                    then {now} + make_interval(secs => least(
                      {FirstWaitSeconds} * power(2, least(t.failures + 1 - {FreeFailures}, 20)), {LongestWaitSeconds})) end
                where t.locked_until is null or t.locked_until <= {now}
                returning t.failures as "Value"
                """)
            .ToListAsync(cancellationToken);
        return counted.Count > 0;
    }

    /// <summary>Takes the count back after a success.</summary>
    public Task ForgetAsync(string subject, CancellationToken cancellationToken)
    {
        var key = Hash(subject);
        return db.Set<SignInThrottleRecord>().Where(throttle => throttle.Key == key).ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] Hash(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));
}
