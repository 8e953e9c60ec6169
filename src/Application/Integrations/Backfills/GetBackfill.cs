using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;

namespace CallScript.Application.Integrations.Backfills;

/// <summary>One backfill, with its progress.</summary>
public sealed record GetBackfill(Guid BackfillId) : IRequest<Result<BackfillDetail>>;

internal sealed class GetBackfillHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<GetBackfill, Result<BackfillDetail>>
{
    public async Task<Result<BackfillDetail>> Handle(GetBackfill request, CancellationToken cancellationToken) =>
        await db.FindBackfillAsync(request.BackfillId, cancellationToken) is { } read
            ? BackfillDetail.Of(read, clock.GetUtcNow())
            : CallLogReadErrors.NotFound;
}
