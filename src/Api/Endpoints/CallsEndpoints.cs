using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Calls;
using CallScript.Application.Common.Paging;
using CallScript.Application.Review;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Review;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class CallsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var calls = api.MapOrganizationGroup("calls", "Calls");
        calls.MapGet("", ListAsync).WithName("ListCalls").WithSummary("Calls, newest first.")
            .RequirePermission(Permission.ReadCalls).ProducesProblem(StatusCodes.Status400BadRequest);
        calls.MapGet("/{callId:guid}", GetAsync).WithName("GetCall")
            .WithSummary("One call with its recording, transcript, flags and reviews.")
            .RequirePermission(Permission.ReadCalls);
        calls.MapPost("/{callId:guid}/mark-safe", MarkSafeAsync).WithName("MarkCallSafe")
            .WithSummary("Clear a flagged call.")
            .RequirePermission(Permission.ReviewCalls)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        calls.MapPost("/{callId:guid}/confirm", ConfirmAsync).WithName("ConfirmCall")
            .WithSummary("Agree with the flags of a call.")
            .RequirePermission(Permission.ReviewCalls)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        calls.MapPost("/{callId:guid}/retry", RetryAsync).WithName("RetryCall")
            .WithSummary("Give a failed call another try, from the stage that failed.")
            .RequirePermission(Permission.OperatePipeline).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<Page<CallSummary>>, ProblemHttpResult>> ListAsync(
        IMediator mediator,
        EnumQuery<CallStatus>? status,
        EnumQuery<Severity>? severity,
        EnumQuery<Vertical>? vertical,
        Guid? campaignId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? search,
        string? callerNumber,
        Guid? sameCallerAs,
        int? repeatWithinHours,
        int? duplicateWithinHours,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken)
    {
        var page = await mediator.Send(
            new ListCalls(
                status?.Value, severity?.Value, vertical?.Value, campaignId, from, to, search, cursor, limit ?? PageLimit.Default,
                callerNumber, sameCallerAs, repeatWithinHours, duplicateWithinHours),
            cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(page.Value) : page.Error.ToProblem();
    }

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> GetAsync(
        IMediator mediator, Guid callId, CancellationToken cancellationToken)
    {
        var call = await mediator.Send(new GetCall(callId), cancellationToken);
        return call.IsSuccess ? TypedResults.Ok(call.Value) : call.Error.ToProblem();
    }

    private static Task<Results<Ok<DecideReviewResponse>, ProblemHttpResult>> MarkSafeAsync(
        IMediator mediator, Guid callId, ReviewRequest request, CancellationToken cancellationToken) =>
        DecideAsync(mediator, new DecideReview(callId, ReviewVerdict.Safe, request.Note), cancellationToken);

    private static Task<Results<Ok<DecideReviewResponse>, ProblemHttpResult>> ConfirmAsync(
        IMediator mediator, Guid callId, ReviewRequest request, CancellationToken cancellationToken) =>
        DecideAsync(mediator, new DecideReview(callId, ReviewVerdict.Confirmed, request.Note), cancellationToken);

    private static async Task<Results<Ok<DecideReviewResponse>, ProblemHttpResult>> DecideAsync(
        IMediator mediator, DecideReview decision, CancellationToken cancellationToken)
    {
        var decided = await mediator.Send(decision, cancellationToken);
        return decided.IsSuccess ? TypedResults.Ok(decided.Value) : decided.Error.ToProblem();
    }

    private static async Task<Results<Accepted<RetryCallResponse>, ProblemHttpResult>> RetryAsync(
        IMediator mediator, Guid callId, CancellationToken cancellationToken)
    {
        var retried = await mediator.Send(new RetryCall(callId), cancellationToken);
        return retried.IsSuccess ? TypedResults.Accepted((string?)null, retried.Value) : retried.Error.ToProblem();
    }
}

/// <param name="Note">For the record; optional.</param>
internal sealed record ReviewRequest(string? Note);
