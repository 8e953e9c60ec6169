using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Organizations;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

internal sealed class MembersEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var members = api.MapOrganizationGroup("members", "Members");
        members.MapGet("", ListAsync).WithName("ListMembers").WithSummary("Who belongs to the organization.")
            .RequirePermission(Permission.ManageMembers);
        members.MapPut("/{userId:guid}/role", ChangeRoleAsync).WithName("ChangeMemberRole")
            .WithSummary("Give another member another role.")
            .RequirePermission(Permission.ManageAdmins).ProducesProblem(StatusCodes.Status400BadRequest);
        members.MapDelete("/{userId:guid}", RemoveAsync).WithName("RemoveMember")
            .WithSummary("Take another member out. Admins and owners can be removed by owners only.")
            .RequirePermission(Permission.ManageMembers);

        var invites = api.MapOrganizationGroup("invites", "Members");
        invites.MapGet("", ListInvitesAsync).WithName("ListInvites").WithSummary("Invites that are open or have expired.")
            .RequirePermission(Permission.ManageMembers);
        invites.MapPost("", InviteAsync).WithName("InviteMember")
            .WithSummary("Invite somebody by e-mail. Admins and owners can be invited by owners only.")
            .RequirePermission(Permission.ManageMembers)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        invites.MapPost("/{inviteId:guid}/resend", ResendAsync).WithName("ResendInvite")
            .WithSummary("Send an invite again; the link of the earlier letter ends.")
            .RequirePermission(Permission.ManageMembers).ProducesProblem(StatusCodes.Status409Conflict);
        invites.MapDelete("/{inviteId:guid}", RevokeAsync).WithName("RevokeInvite").WithSummary("Withdraw an invite.")
            .RequirePermission(Permission.ManageMembers).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<ListMembersResponse>, ProblemHttpResult>> ListAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var members = await mediator.Send(new ListMembers(), cancellationToken);
        return members.IsSuccess ? TypedResults.Ok(members.Value) : members.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeRoleAsync(
        IMediator mediator, Guid userId, ChangeRoleRequest request, CancellationToken cancellationToken)
    {
        var changed = await mediator.Send(new ChangeMemberRole(userId, request.Role), cancellationToken);
        return changed.IsSuccess ? TypedResults.NoContent() : changed.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        IMediator mediator, Guid userId, CancellationToken cancellationToken)
    {
        var removed = await mediator.Send(new RemoveMember(userId), cancellationToken);
        return removed.IsSuccess ? TypedResults.NoContent() : removed.Error.ToProblem();
    }

    private static async Task<Results<Ok<ListInvitesResponse>, ProblemHttpResult>> ListInvitesAsync(
        IMediator mediator, CancellationToken cancellationToken)
    {
        var invites = await mediator.Send(new ListInvites(), cancellationToken);
        return invites.IsSuccess ? TypedResults.Ok(invites.Value) : invites.Error.ToProblem();
    }

    private static async Task<Results<Ok<InviteListItem>, ProblemHttpResult>> InviteAsync(
        IMediator mediator, InviteMember request, CancellationToken cancellationToken)
    {
        var invite = await mediator.Send(request, cancellationToken);
        return invite.IsSuccess ? TypedResults.Ok(invite.Value) : invite.Error.ToProblem();
    }

    private static async Task<Results<Ok<InviteListItem>, ProblemHttpResult>> ResendAsync(
        IMediator mediator, Guid inviteId, CancellationToken cancellationToken)
    {
        var invite = await mediator.Send(new ResendInvite(inviteId), cancellationToken);
        return invite.IsSuccess ? TypedResults.Ok(invite.Value) : invite.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        IMediator mediator, Guid inviteId, CancellationToken cancellationToken)
    {
        var revoked = await mediator.Send(new RevokeInvite(inviteId), cancellationToken);
        return revoked.IsSuccess ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }
}

/// <param name="Role">The new role.</param>
internal sealed record ChangeRoleRequest(OrganizationRole Role);
