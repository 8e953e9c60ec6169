using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Calls;

/// <summary>Gives a failed call another try, from the stage that failed.</summary>
public sealed record RetryCall(Guid CallId) : IRequest<Result<RetryCallResponse>>;

public sealed record RetryCallResponse(CallStatus Status);

internal sealed class RetryCallHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RetryCall, Result<RetryCallResponse>>
{
    public async Task<Result<RetryCallResponse>> Handle(RetryCall request, CancellationToken cancellationToken)
    {
        var callId = new CallId(request.CallId);
        var call = await db.Calls.SingleOrDefaultAsync(row => row.Id == callId, cancellationToken);
        if (call is null)
        {
            return CallErrors.NotFound;
        }

        var before = new { call.Status };
        var lane = call.Retry(clock.GetUtcNow());
        if (!lane.IsSuccess)
        {
            return lane.Error;
        }

        db.Enqueue(lane.Value, call, clock);
        audit.Record(AuditAction.CallRetried, "call", call.Id.ToString(), before, new { call.Status });
        await db.SaveChangesAsync(cancellationToken);
        return new RetryCallResponse(call.Status);
    }
}
