using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>The organization's erasures, newest first.</summary>
public sealed record ListErasures : IRequest<Result<ErasureList>>;

/// <param name="Items">Newest first; at most 500.</param>
public sealed record ErasureList(IReadOnlyList<ErasureDetail> Items);

internal sealed class ListErasuresHandler(IAppDbContext db, PrivacyPresentation presentation)
    : IRequestHandler<ListErasures, Result<ErasureList>>
{
    private const int Most = 500;

    public async Task<Result<ErasureList>> Handle(ListErasures request, CancellationToken cancellationToken)
    {
        var erasures = await db.Erasures.AsNoTracking()
            .OrderByDescending(erasure => erasure.RequestedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new ErasureList(await presentation.PresentAsync(erasures, cancellationToken));
    }
}
