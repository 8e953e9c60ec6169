using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>How long the organization keeps what.</summary>
public sealed record GetRetention : IRequest<Result<RetentionDetail>>;

/// <param name="RecordingDays">Days from a call's start; null keeps the audio.</param>
/// <param name="TranscriptDays">The same for the words and what flags quote of them.</param>
/// <param name="CallDays">The same for the whole call.</param>
/// <param name="UpdatedAt">UTC; null while nothing was ever set.</param>
public sealed record RetentionDetail(int? RecordingDays, int? TranscriptDays, int? CallDays, DateTimeOffset? UpdatedAt)
{
    internal static RetentionDetail From(RetentionPolicy? policy) =>
        new(policy?.RecordingDays, policy?.TranscriptDays, policy?.CallDays, policy?.UpdatedAt);
}

internal sealed class GetRetentionHandler(IAppDbContext db) : IRequestHandler<GetRetention, Result<RetentionDetail>>
{
    public async Task<Result<RetentionDetail>> Handle(GetRetention request, CancellationToken cancellationToken) =>
        RetentionDetail.From(await db.RetentionPolicies.AsNoTracking().SingleOrDefaultAsync(cancellationToken));
}
