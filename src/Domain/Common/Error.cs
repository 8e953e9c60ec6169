namespace CallScript.Domain.Common;

/// <summary>What kind of expected failure this is; the API maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    Validation,
    NotFound,
    Conflict,
    Forbidden,
    Unauthenticated,
    Unavailable,
    RateLimited,
}

/// <summary>
/// An expected failure: a caller can cause it and can act on it. Bugs and broken infrastructure throw instead.
/// </summary>
/// <param name="Kind">How the failure is to be treated.</param>
/// <param name="Code">A stable name in snake_case, part of the API contract.</param>
/// <param name="Message">A sentence for people; may change.</param>
public record Error(ErrorKind Kind, string Code, string Message);

/// <summary>A request whose shape is wrong, with the messages of each field.</summary>
public sealed record ValidationError(IReadOnlyDictionary<string, string[]> Fields)
    : Error(ErrorKind.Validation, "validation_failed", "The request is not valid; see the fields.");
