using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using MediatR;

namespace CallScript.Application.Pipeline;

/// <summary>Ends work that has no object any more, without touching anything else.</summary>
public sealed record CancelWork(WorkLease Lease) : IRequest<Result>;

internal sealed class CancelWorkHandler(IAppDbContext db) : IRequestHandler<CancelWork, Result>
{
    public async Task<Result> Handle(CancelWork request, CancellationToken cancellationToken)
    {
        db.Complete(request.Lease);
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
