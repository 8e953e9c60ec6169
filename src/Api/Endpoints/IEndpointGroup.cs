using CallScript.Api.Auth;

namespace CallScript.Api.Endpoints;

/// <summary>The endpoints of one feature. Groups are found by type, so that a new one cannot be forgotten.</summary>
internal interface IEndpointGroup
{
    /// <param name="api">The root of the API, <c>/api/v1</c>.</param>
    static abstract void Map(IEndpointRouteBuilder api);
}

internal static class EndpointGroups
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.AddEndpointFilter(VouchedSessions.KeepOutAsync);
        foreach (var group in typeof(IEndpointGroup).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IEndpointGroup)))
            .OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            group.GetMethod(nameof(IEndpointGroup.Map))!.Invoke(null, [api]);
        }
    }

    /// <summary>The group of one feature below an organization.</summary>
    public static RouteGroupBuilder MapOrganizationGroup(this IEndpointRouteBuilder api, string path, string tag) =>
        api.MapGroup($"/organizations/{{organizationId:guid}}/{path}")
            .WithTags(tag)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
}
