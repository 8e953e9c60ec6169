using CallScript.Api.Errors;
using CallScript.Domain.Common;

namespace CallScript.Api.Hosting;

/// <summary>
/// Answers what no endpoint takes. Not as catch-all endpoints: those take every method and media type, so that a request which
/// routing would refuse with 405 or 415 would be "not found" instead.
/// </summary>
internal static class UnroutedRequests
{
    private static readonly PathString Api = new("/api");

    private static readonly Error NotFound = new(ErrorKind.NotFound, "endpoint_not_found", "There is no such endpoint.");

    /// <summary>
    /// Comes after routing and before authorization: what is wrong with a request's method or media type is no secret, and the
    /// endpoint that it was meant for may be open to everybody.
    /// </summary>
    public static void UseRefusals(this WebApplication app) => app.Use((context, next) => context.GetEndpoint() switch
    {
        null when context.Request.Path.StartsWithSegments(Api) => NotFound.ToProblem().ExecuteAsync(context),

        // Routing's own stand-in for an endpoint that does not take the method or the media type.
        { RequestDelegate: { } refuse } endpoint and not RouteEndpoint => refuse(context),
        _ => next(context),
    });

    /// <summary>Whether it asks for a page of the client's, which knows its own addresses.</summary>
    public static bool AsksForPage(HttpContext context) =>
        context.GetEndpoint() is null
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && !context.Request.Path.StartsWithSegments(Api)
        && !Path.HasExtension(context.Request.Path.Value);
}
