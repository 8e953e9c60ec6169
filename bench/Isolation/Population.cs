using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Bench.Isolation;

/// <summary>Many organizations with many flagged calls each, copied inside the database from one call.</summary>
internal static class Population
{
    public static async Task<IReadOnlyList<TestOrganization>> CreateAsync(
        TestInstallation installation, int organizations, int callsEach, CancellationToken cancellationToken)
    {
        var members = new List<TestOrganization>();
        for (var i = 0; i < organizations; i++)
        {
            var member = await installation.AddOrganizationAsync(cancellationToken);
            await using var db = installation.OwnerContext(member);
            CallBuilder.AddFlagged(db, member.Id);
            await db.SaveChangesAsync(cancellationToken);
            await CopyAsync(db, member, callsEach - 1, cancellationToken);
            members.Add(member);
        }

        await using var owner = installation.OwnerContext(members[0]);
        await owner.Database.ExecuteSqlRawAsync("vacuum analyze", cancellationToken);
        return members;
    }

    private static async Task CopyAsync(AppDbContext db, TestOrganization member, int copies, CancellationToken cancellationToken)
    {
        var organizationId = member.Id.Value;
        await db.Database.ExecuteSqlAsync(
            $"""
            with template as materialized (select * from calls where org_id = {organizationId}),
              copies as (
                insert into calls
                select copy.* from template, generate_series(1, {copies}) number, lateral jsonb_populate_record(
                  template::calls, jsonb_build_object(
                    'id', gen_random_uuid(), 'source_call_id', 'copy-' || number,
                    'started_at', template.started_at - number * interval '1 minute')) copy
                returning org_id, id),
              judged as materialized (select * from verdicts where org_id = {organizationId}),
              verdict_copies as (
                insert into verdicts
                select copy.* from copies, judged, lateral jsonb_populate_record(
                  judged::verdicts, jsonb_build_object('id', gen_random_uuid(), 'call_id', copies.id)) copy
                returning id, call_id),
              flagged as materialized (select * from flags where org_id = {organizationId})
            insert into flags
            select copy.* from verdict_copies verdict, flagged, lateral jsonb_populate_record(
              flagged::flags, jsonb_build_object('id', gen_random_uuid(), 'call_id', verdict.call_id, 'verdict_id', verdict.id)) copy
            """,
            cancellationToken);
    }
}
