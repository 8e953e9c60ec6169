using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>The organization's legal holds: those in force first, then the newest lifted ones.</summary>
public sealed record ListLegalHolds : IRequest<Result<LegalHoldList>>;

/// <param name="Items">In force first, then lifted, each newest first.</param>
public sealed record LegalHoldList(IReadOnlyList<LegalHoldDetail> Items);

/// <param name="Id">The hold.</param>
/// <param name="Scope">What it keeps.</param>
/// <param name="CallId">Of a hold on a call.</param>
/// <param name="CallerNumber">Of a hold on a caller; whole or masked.</param>
/// <param name="Reason">As whoever placed it wrote it.</param>
/// <param name="PlacedBy">A person's name; null for an API key.</param>
/// <param name="PlacedAt">UTC.</param>
/// <param name="LiftedBy">A person's name.</param>
/// <param name="LiftedAt">UTC; null while it is in force.</param>
public sealed record LegalHoldDetail(
    Guid Id,
    HoldScope Scope,
    Guid? CallId,
    string? CallerNumber,
    string Reason,
    string? PlacedBy,
    DateTimeOffset PlacedAt,
    string? LiftedBy,
    DateTimeOffset? LiftedAt);

internal sealed class ListLegalHoldsHandler(IAppDbContext db, PrivacyPresentation presentation)
    : IRequestHandler<ListLegalHolds, Result<LegalHoldList>>
{
    private const int Most = 500;

    public async Task<Result<LegalHoldList>> Handle(ListLegalHolds request, CancellationToken cancellationToken)
    {
        var holds = await db.LegalHolds.AsNoTracking()
            .OrderBy(hold => hold.LiftedAt != null)
            .ThenByDescending(hold => hold.PlacedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new LegalHoldList(await presentation.PresentAsync(holds, cancellationToken));
    }
}
