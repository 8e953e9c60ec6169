using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Organizations;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class OrganizationsEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/organizations", StartAsync).WithTags("Organizations").WithName("StartOrganization")
            .WithSummary("Set up a further organization, where the installation lets people do so.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        var organization = api.MapOrganizationGroup("settings", "Organizations");
        organization.MapGet("", GetAsync).WithName("GetOrganization").WithSummary("The organization's own settings.")
            .RequirePermission(Permission.ReadCalls);
        organization.MapPut("/name", RenameAsync).WithName("RenameOrganization").WithSummary("Change the name; the address stays.")
            .RequirePermission(Permission.ManageAdmins).ProducesProblem(StatusCodes.Status400BadRequest);
        organization.MapPut("/verticals", ChooseVerticalsAsync).WithName("ChooseVerticals")
            .WithSummary("Say which markets the organization sells in.")
            .RequirePermission(Permission.ManageCampaigns).ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapOrganizationGroup("leave", "Organizations").MapPost("", LeaveAsync).WithName("LeaveOrganization")
            .WithSummary("Give up one's own membership. The last owner cannot.")
            .RequirePermission(Permission.ReadCalls).RequirePerson().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<OrganizationSettings>, ProblemHttpResult>> StartAsync(
        IMediator mediator, ICurrentUser currentUser, HttpContext http, StartOrganization request, CancellationToken cancellationToken)
    {
        if (http.User.FindUserId() is not { } userId)
        {
            return Application.Accounts.AccountErrors.SessionEnded.ToProblem();
        }

        currentUser.SignIn(userId);
        var started = await mediator.Send(request, cancellationToken);
        return started.IsSuccess ? TypedResults.Ok(started.Value) : started.Error.ToProblem();
    }

    private static async Task<Results<Ok<OrganizationSettings>, ProblemHttpResult>> GetAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var organization = await mediator.Send(new GetOrganization(), cancellationToken);
        return organization.IsSuccess ? TypedResults.Ok(organization.Value) : organization.Error.ToProblem();
    }

    private static async Task<Results<Ok<OrganizationSettings>, ProblemHttpResult>> RenameAsync(
        IMediator mediator, RenameOrganization request, CancellationToken cancellationToken)
    {
        var organization = await mediator.Send(request, cancellationToken);
        return organization.IsSuccess ? TypedResults.Ok(organization.Value) : organization.Error.ToProblem();
    }

    private static async Task<Results<Ok<OrganizationSettings>, ProblemHttpResult>> ChooseVerticalsAsync(
        IMediator mediator, ChooseVerticals request, CancellationToken cancellationToken)
    {
        var organization = await mediator.Send(request, cancellationToken);
        return organization.IsSuccess ? TypedResults.Ok(organization.Value) : organization.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LeaveAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var left = await mediator.Send(new LeaveOrganization(), cancellationToken);
        return left.IsSuccess ? TypedResults.NoContent() : left.Error.ToProblem();
    }
}
