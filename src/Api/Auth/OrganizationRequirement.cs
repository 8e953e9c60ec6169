using CallScript.Api.Errors;
using CallScript.Application.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CallScript.Api.Auth;

/// <summary>The caller must hold the permission in the organization that the route names.</summary>
internal sealed record OrganizationRequirement(Permission Permission) : IAuthorizationRequirement;

internal static class OrganizationRequirements
{
    public const string RouteParameter = "organizationId";

    /// <summary>Required on every endpoint below an organization; a test fails for one that lacks it.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .RequireAuthorization(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .AddRequirements(new OrganizationRequirement(permission))
                .Build())
            .WithMetadata(new PermissionMetadata(permission));
}

/// <summary>Marks an endpoint with the permission that it asks for.</summary>
public sealed record PermissionMetadata(Permission Permission);

internal sealed class OrganizationRequirementHandler(OrganizationGate gate, IHttpContextAccessor accessor)
    : AuthorizationHandler<OrganizationRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, OrganizationRequirement requirement)
    {
        var http = accessor.HttpContext ?? throw new InvalidOperationException("The requirement works only within a request.");
        if (http.GetRouteValue(OrganizationRequirements.RouteParameter) is not string text)
        {
            // Fails closed and loudly: an endpoint that asks for a permission without naming an organization is a bug.
            throw new InvalidOperationException("The route names no organization.");
        }

        if (http.User.FindUserId() is not { } userId
            || !Guid.TryParse(text, out var organizationId)
            || (http.User.FindVouchedBy() is { } only && only.Value != organizationId))
        {
            context.Fail(new GateFailure(this, GateAnswer.NotAMember));
            return;
        }

        var answer = await gate.EnterAsync(userId, new OrganizationId(organizationId), requirement.Permission, http.RequestAborted);
        if (answer == GateAnswer.Entered)
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new GateFailure(this, answer));
        }
    }
}

internal sealed class GateFailure(IAuthorizationHandler handler, GateAnswer answer)
    : AuthorizationFailureReason(handler, answer.ToString())
{
    public GateAnswer Answer { get; } = answer;
}

/// <summary>Answers refusals as problem details; an organization that the caller does not belong to does not exist.</summary>
internal sealed class AuthorizationAnswers : IAuthorizationMiddlewareResultHandler
{
    private static readonly Error SignInFirst = new(ErrorKind.Unauthenticated, "unauthenticated", "Sign in first.");

    private static readonly Error NotFound = new(ErrorKind.NotFound, "organization_not_found", "There is no such organization.");

    private static readonly Error Forbidden = new(
        ErrorKind.Forbidden, "permission_denied", "Your role in this organization does not allow this.");

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
        }
        else if (authorizeResult.Challenged)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await SignInFirst.ToProblem().ExecuteAsync(context);
        }
        else if (authorizeResult.AuthorizationFailure?.FailureReasons.OfType<GateFailure>().FirstOrDefault()?.Answer == GateAnswer.NotAMember)
        {
            await NotFound.ToProblem().ExecuteAsync(context);
        }
        else
        {
            await RecordAsync(context);
            await Forbidden.ToProblem().ExecuteAsync(context);
        }
    }

    private static async Task RecordAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { Metadata: var metadata }
            && metadata.GetMetadata<PermissionMetadata>() is { Permission: var permission })
        {
            var operation = metadata.GetMetadata<EndpointNameMetadata>()?.EndpointName ?? context.Request.Path;
            await context.RequestServices.GetRequiredService<IMediator>()
                .Send(new RecordRefusal(permission, operation), context.RequestAborted);
        }
    }
}
