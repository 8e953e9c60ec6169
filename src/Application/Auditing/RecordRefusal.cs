using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;

namespace CallScript.Application.Auditing;

/// <summary>Keeps that a member was refused something.</summary>
/// <param name="Permission">What was missing.</param>
/// <param name="Operation">The endpoint's name.</param>
public sealed record RecordRefusal(Permission Permission, string Operation) : IRequest<Result>;

internal sealed class RecordRefusalHandler(IAppDbContext db, IAuditTrail audit) : IRequestHandler<RecordRefusal, Result>
{
    public async Task<Result> Handle(RecordRefusal request, CancellationToken cancellationToken)
    {
        audit.Record(AuditAction.PermissionRefused, "operation", request.Operation, after: new { request.Permission });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
