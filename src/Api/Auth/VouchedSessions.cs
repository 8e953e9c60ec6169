using CallScript.Api.Errors;
using CallScript.Application.Accounts;

namespace CallScript.Api.Auth;

/// <summary>
/// A session that an organization's identity provider has vouched for opens this organization and nothing else. The
/// organization's gate sees to it below organizations; this refuses everything beside them that does not say otherwise,
/// so that one company's provider cannot act on a person's account or in another company.
/// </summary>
internal static class VouchedSessions
{
    public static async ValueTask<object?> KeepOutAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.User.FindVouchedBy() is not null
            && !http.Request.RouteValues.ContainsKey(OrganizationRequirements.RouteParameter)
            && http.GetEndpoint()?.Metadata.GetMetadata<OpenToVouchedSessions>() is null
                ? AccountErrors.SessionLimited.ToProblem()
                : await next(context);
    }

    /// <summary>Lets such sessions in; the endpoint shows them nothing of other organizations.</summary>
    public static TBuilder OpenToVouchedSessions<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToVouchedSessions());
}

internal sealed class OpenToVouchedSessions;
