using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Pipeline;

/// <summary>Ends an attempt without a result: the item waits for another, and its call goes back to where the lane starts.</summary>
/// <param name="Lease">The hold that ends.</param>
/// <param name="Delay">The shortest time until the next attempt.</param>
/// <param name="Cause">What went wrong; null when nothing did and the attempt is given back.</param>
public sealed record ReturnToQueue(WorkLease Lease, TimeSpan Delay, Error? Cause) : IRequest<Result>;

internal sealed class ReturnToQueueHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<ReturnToQueue, Result>
{
    public async Task<Result> Handle(ReturnToQueue request, CancellationToken cancellationToken)
    {
        var item = await db.HeldItemAsync(request.Lease, cancellationToken);
        var now = clock.GetUtcNow();
        item.Release(now + request.Delay, countAttempt: request.Cause is not null, request.Cause);
        if (request.Lease.Lane.WorksOnCalls())
        {
            var callId = new CallId(request.Lease.SubjectId);
            var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
            call?.ReleaseFrom(request.Lease.Lane, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
