using CallScript.Api.Errors;
using CallScript.Application.Auditing;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CallScript.Api.Auth;

/// <summary>The caller, a member or an API key, must hold the permission in the organization that the route names.</summary>
internal sealed record OrganizationRequirement(Permission Permission) : IAuthorizationRequirement;

/// <summary>The caller must be a person: what the endpoint is about is theirs and no key's.</summary>
internal sealed class PersonRequirement : AuthorizationHandler<PersonRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PersonRequirement requirement)
    {
        if (context.User.FindApiKey() is null)
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new KeyRefused(this));
        }

        return Task.CompletedTask;
    }
}

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

    /// <summary>Refuses API keys, on top of whatever else the endpoint asks for.</summary>
    public static TBuilder RequirePerson<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .RequireAuthorization(new AuthorizationPolicyBuilder().AddRequirements(new PersonRequirement()).Build())
            .WithMetadata(PersonMetadata.Instance);
}

/// <summary>Marks an endpoint that refuses API keys.</summary>
public sealed class PersonMetadata
{
    private PersonMetadata()
    {
    }

    public static PersonMetadata Instance { get; } = new();
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

        var answer = await EnterAsync(http, text, requirement.Permission);
        if (answer == GateAnswer.Entered)
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new GateFailure(this, answer));
        }
    }

    private async Task<GateAnswer> EnterAsync(HttpContext http, string organization, Permission permission)
    {
        if (!Guid.TryParse(organization, out var id))
        {
            return GateAnswer.NotAMember;
        }

        var organizationId = new OrganizationId(id);
        if (http.User.FindVouchedBy() is { } only && only != organizationId)
        {
            return GateAnswer.NotAMember;
        }

        return http.User.FindApiKey() is { } key ? await gate.EnterAsync(key, organizationId, permission, http.RequestAborted)
            : http.User.FindUserId() is { } userId ? await gate.EnterAsync(userId, organizationId, permission, http.RequestAborted)
            : GateAnswer.NotAMember;
    }
}

internal sealed class GateFailure(IAuthorizationHandler handler, GateAnswer answer)
    : AuthorizationFailureReason(handler, answer.ToString())
{
    public GateAnswer Answer { get; } = answer;
}

internal sealed class KeyRefused(IAuthorizationHandler handler) : AuthorizationFailureReason(handler, "A person is needed.");

/// <summary>Answers refusals as problem details; an organization that the caller does not belong to does not exist.</summary>
internal sealed class AuthorizationAnswers : IAuthorizationMiddlewareResultHandler
{
    private static readonly Error SignInFirst = new(ErrorKind.Unauthenticated, "unauthenticated", "Sign in first.");

    private static readonly Error NotFound = new(ErrorKind.NotFound, "organization_not_found", "There is no such organization.");

    private static readonly Error Forbidden = new(
        ErrorKind.Forbidden, "permission_denied", "Your role in this organization does not allow this.");

    private static readonly Error PersonNeeded = new(
        ErrorKind.Forbidden, "api_key_not_accepted", "This is about a person; an API key cannot do it. Sign in instead.");

    private static readonly Error KeyInvalid = new(
        ErrorKind.Unauthenticated, "api_key_invalid", "The API key is unknown, has expired or was revoked.");

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
            var challenge = ApiKeyAuthentication.TokenOf(context.Request) is null ? SignInFirst : KeyInvalid;
            await challenge.ToProblem().ExecuteAsync(context);
        }
        else
        {
            var refusal = RefusalOf(context, authorizeResult.AuthorizationFailure?.FailureReasons.ToList() ?? []);
            if (refusal != NotFound)
            {
                await RecordAsync(context);
            }

            await refusal.ToProblem().ExecuteAsync(context);
        }
    }

    private static Error RefusalOf(HttpContext context, List<AuthorizationFailureReason> reasons) =>
        reasons.OfType<GateFailure>().FirstOrDefault()?.Answer switch
        {
            GateAnswer.NotAMember => NotFound,
            GateAnswer.MissingScope => MissingScope(context),
            GateAnswer.MissingPermission => Forbidden,
            _ => reasons.OfType<KeyRefused>().Any() ? PersonNeeded : Forbidden,
        };

    private static Error MissingScope(HttpContext context)
    {
        var permission = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PermissionMetadata>().Permission;
        var scopes = string.Join(" or ", ApiKeyScopes.ThatAllow(permission));
        return new Error(
            ErrorKind.Forbidden,
            "api_key_scope_missing",
            scopes.Length > 0 ? $"The API key needs the scope {scopes}." : "No API key can do this. It needs an owner's session.");
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
