using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Pipeline;

/// <summary>Ends the work on a call for good: the call is failed, with the category that says why.</summary>
public sealed record ParkCall(WorkLease Lease, Error Cause) : IRequest<Result>;

internal sealed class ParkCallHandler(IAppDbContext db, TimeProvider clock) : IRequestHandler<ParkCall, Result>
{
    public async Task<Result> Handle(ParkCall request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.Lease.SubjectId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        var failed = call?.Fail(request.Lease.Lane, request.Cause, clock.GetUtcNow()) ?? Result.Success;
        if (!failed.IsSuccess)
        {
            return failed.Error;
        }

        db.Complete(request.Lease);
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
