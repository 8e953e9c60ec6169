using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Backfills;

/// <summary>The organization's backfills, those that it needs to catch up among them, newest first.</summary>
public sealed record ListBackfills : IRequest<Result<BackfillList>>;

/// <param name="Items">Newest first; at most 100.</param>
public sealed record BackfillList(IReadOnlyList<BackfillDetail> Items);

internal sealed class ListBackfillsHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<ListBackfills, Result<BackfillList>>
{
    private const int Most = 100;

    public async Task<Result<BackfillList>> Handle(ListBackfills request, CancellationToken cancellationToken)
    {
        var reads = await db.CallLogReads.AsNoTracking()
            .Where(row => row.Kind != CallLogReadKind.Reread)
            .OrderByDescending(row => row.RequestedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return new BackfillList([.. reads.Select(read => BackfillDetail.Of(read, now))]);
    }
}

internal static class Backfills
{
    public static Task<CallLogRead?> FindBackfillAsync(this IAppDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var readId = new CallLogReadId(id);
        return db.CallLogReads.SingleOrDefaultAsync(row => row.Id == readId && row.Kind != CallLogReadKind.Reread, cancellationToken);
    }
}
