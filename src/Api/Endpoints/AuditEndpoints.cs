using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Auditing;
using CallScript.Application.Common.Paging;
using CallScript.Domain.Auditing;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class AuditEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapOrganizationGroup("audit-log", "Audit log");
        audit.MapGet("", ListAsync).WithName("ListAuditEntries")
            .WithSummary("Who did what, newest first.")
            .RequirePermission(Permission.ReadAudit).ProducesProblem(StatusCodes.Status400BadRequest);
        audit.MapGet("/verification", VerifyAsync).WithName("VerifyAuditLog")
            .WithSummary("Whether the log is what it was.")
            .WithDescription("Recomputes the chain of digests. Note sequence and digest elsewhere: given back later, they also show that the end was cut off.")
            .RequirePermission(Permission.ReadAudit).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<Page<AuditEntryDetail>>, ProblemHttpResult>> ListAsync(
        IMediator mediator,
        EnumQuery<AuditAction>? action,
        Guid? actorId,
        string? subjectType,
        string? subjectId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken)
    {
        var page = await mediator.Send(
            new ListAuditEntries(action?.Value, actorId, subjectType, subjectId, from, to, cursor, limit ?? PageLimit.Default),
            cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }

    private static async Task<Results<Ok<AuditChainReport>, ProblemHttpResult>> VerifyAsync(
        IMediator mediator, long? sequence, string? digest, CancellationToken cancellationToken)
    {
        var report = await mediator.Send(new VerifyAuditLog(sequence, digest), cancellationToken);
        return report.IsSuccess ? TypedResults.Ok(report.Value) : report.Error.ToProblem();
    }
}
