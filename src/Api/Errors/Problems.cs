using CallScript.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Errors;

/// <summary>The one place where an expected failure becomes an HTTP answer (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>Of the tus protocol: a piece has another checksum than was announced.</summary>
    public const int ChecksumMismatch = 460;

    public static ProblemHttpResult ToProblem(this Error error) => TypedResults.Problem(
        statusCode: StatusOf(error),
        title: StatusOf(error) == StatusCodes.Status422UnprocessableEntity ? "Ringba refuses the account" : TitleOf(error.Kind),
        detail: error.Message,
        type: $"urn:callscript:error:{error.Code}",
        extensions: Extensions(error));

    /// <summary>Gives a code to what the framework itself refuses: a method, a media type or a body that does not fit.</summary>
    public static void NameStatus(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Extensions.ContainsKey("code"))
        {
            return;
        }

        var code = problem.Status switch
        {
            StatusCodes.Status404NotFound => "endpoint_not_found",
            StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
            StatusCodes.Status413PayloadTooLarge => "request_too_large",
            StatusCodes.Status415UnsupportedMediaType => "media_type_not_supported",
            _ => "malformed_request",
        };
        problem.Extensions["code"] = code;
        problem.Type = $"urn:callscript:error:{code}";
    }

    private static int StatusOf(Error error) => error switch
    {
        { Code: "recording_too_large" or "upload_past_its_end" } => StatusCodes.Status413PayloadTooLarge,
        { Code: "upload_gone" } => StatusCodes.Status410Gone,
        { Code: "upload_locked" } => StatusCodes.Status423Locked,
        { Code: "upload_checksum_mismatch" } => ChecksumMismatch,
        { Code: "tus_version" } => StatusCodes.Status412PreconditionFailed,
        { Code: "recording_not_audio" or "upload_media_type" } => StatusCodes.Status415UnsupportedMediaType,
        // What Ringba says of the account is no statement about the caller.
        { Code: "ringba_bad_token" or "ringba_no_access" or "ringba_bad_account" } => StatusCodes.Status422UnprocessableEntity,
        { Kind: ErrorKind.Validation } => StatusCodes.Status400BadRequest,
        { Kind: ErrorKind.NotFound } => StatusCodes.Status404NotFound,
        { Kind: ErrorKind.Conflict } => StatusCodes.Status409Conflict,
        { Kind: ErrorKind.Forbidden } => StatusCodes.Status403Forbidden,
        { Kind: ErrorKind.Unauthenticated } => StatusCodes.Status401Unauthorized,
        { Kind: ErrorKind.Unavailable } => StatusCodes.Status503ServiceUnavailable,
        { Kind: ErrorKind.RateLimited } => StatusCodes.Status429TooManyRequests,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.Kind, "Unknown kind of error."),
    };

    private static string TitleOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation => "The request is not valid",
        ErrorKind.NotFound => "Not found",
        ErrorKind.Conflict => "The request does not fit the present state",
        ErrorKind.Forbidden => "Not allowed",
        ErrorKind.Unauthenticated => "Sign in first",
        ErrorKind.Unavailable => "Not available at the moment",
        ErrorKind.RateLimited => "Too many requests",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of error."),
    };

    private static Dictionary<string, object?> Extensions(Error error)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = error.Code };
        if (error is ValidationError validation)
        {
            extensions["errors"] = validation.Fields;
        }

        return extensions;
    }
}
