using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Domain.Calls;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Infrastructure.Ingest;

/// <summary>
/// Looks each caller up in the index of callers, orders the calls of those who called more than once, and writes only marks
/// that are new or changed.
/// </summary>
internal sealed class PostgresCallerHistory(AppDbContext db, ITenantContext tenant) : ICallerHistory
{
    public async Task MarkRepeatsAsync(IReadOnlyCollection<Call> calls, CancellationToken cancellationToken)
    {
        var callers = calls.Where(call => call.CallerHash is not null).Select(call => call.CallerHash!).ToHashSet(ByteArrays.Instance).ToArray();
        if (callers.Length == 0)
        {
            return;
        }

        var organizationId = tenant.OrganizationId.Value;
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into repeat_calls as known
              (org_id, call_id, previous_call_at, previous_on_campaign_at, since_previous_call, since_previous_on_campaign)
            select org_id, id, previous_at, on_campaign_at, started_at - previous_at, started_at - on_campaign_at
              from (select org_id, id, started_at,
                      lag(started_at) over (partition by caller_hash order by started_at, id) as previous_at,
                      case when campaign_id is not null then
                        lag(started_at) over (partition by caller_hash, campaign_id order by started_at, id) end as on_campaign_at
                      from (select c.org_id, c.id, c.started_at, c.campaign_id, c.caller_hash,
                              count(*) over (partition by c.caller_hash) as times
                              from unnest({callers}) as caller(hash)
                              join calls c on c.org_id = {organizationId} and c.caller_hash = caller.hash) of_callers
                     where times > 1) history
             where previous_at is not null
            on conflict (org_id, call_id) do update
              set previous_call_at = excluded.previous_call_at, previous_on_campaign_at = excluded.previous_on_campaign_at,
                  since_previous_call = excluded.since_previous_call, since_previous_on_campaign = excluded.since_previous_on_campaign
              where (known.previous_call_at, known.previous_on_campaign_at, known.since_previous_call)
                is distinct from (excluded.previous_call_at, excluded.previous_on_campaign_at, excluded.since_previous_call)
            """,
            cancellationToken);
    }

    private sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static ByteArrays Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
