using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.ApiKeys;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class ApiKeysEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapOrganizationGroup("api-keys", "API keys");
        keys.MapGet("", ListAsync).WithName("ListApiKeys").WithSummary("The organization's keys, and what keys can be given.")
            .RequirePermission(Permission.ManageApiKeys);
        keys.MapPost("", CreateAsync).WithName("CreateApiKey")
            .WithSummary("Make a key. It is shown in this answer and never again.")
            .RequirePermission(Permission.ManageApiKeys)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapPost("/{keyId:guid}/rotate", RotateAsync).WithName("RotateApiKey")
            .WithSummary("Replace a key; the old one goes on for the overlap.")
            .RequirePermission(Permission.ManageApiKeys)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapDelete("/{keyId:guid}", RevokeAsync).WithName("RevokeApiKey").WithSummary("End a key at once.")
            .RequirePermission(Permission.ManageApiKeys);
    }

    private static async Task<Results<Ok<ListApiKeysResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var keys = await mediator.Send(new ListApiKeys(), cancellationToken);
        return keys.IsSuccess ? TypedResults.Ok(keys.Value) : keys.Error.ToProblem();
    }

    private static async Task<Results<Ok<ApiKeyCreated>, ProblemHttpResult>> CreateAsync(
        IMediator mediator, CreateApiKey request, CancellationToken cancellationToken)
    {
        var created = await mediator.Send(request, cancellationToken);
        return created.IsSuccess ? TypedResults.Ok(created.Value) : created.Error.ToProblem();
    }

    private static async Task<Results<Ok<ApiKeyCreated>, ProblemHttpResult>> RotateAsync(
        IMediator mediator, Guid keyId, RotateKeyRequest request, CancellationToken cancellationToken)
    {
        var rotated = await mediator.Send(new RotateApiKey(keyId, request.OverlapHours, request.ExpiresInDays), cancellationToken);
        return rotated.IsSuccess ? TypedResults.Ok(rotated.Value) : rotated.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        IMediator mediator, Guid keyId, CancellationToken cancellationToken)
    {
        var revoked = await mediator.Send(new RevokeApiKey(keyId), cancellationToken);
        return revoked.IsSuccess ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }
}

/// <param name="OverlapHours">How long the old key goes on; 0 to 720.</param>
/// <param name="ExpiresInDays">Life of the new key; 1 to 730.</param>
internal sealed record RotateKeyRequest(int OverlapHours, int ExpiresInDays);
