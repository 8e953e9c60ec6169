using System.Text.RegularExpressions;
using CallScript.Domain.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallScript.Api.Errors;

/// <summary>
/// What reached the edge unhandled: a request that could not even be bound, two writers of one row, or a bug. None
/// of them tells the caller anything about the inside.
/// </summary>
internal sealed partial class UnhandledErrors : IExceptionHandler
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;
    private const string NulCharacter = PostgresErrorCodes.CharacterNotInRepertoire;
    private const string NulInJson = PostgresErrorCodes.UntranslatableCharacter;

    private static readonly Error ChangedMeanwhile = new(
        ErrorKind.Conflict, "changed_meanwhile", "Somebody else changed this at the same time. Load it again.");

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        ProblemHttpResult? problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TypedResults.Problem(
                statusCode: StatusCodes.Status413PayloadTooLarge, title: "The request is too large", type: Type("request_too_large"),
                extensions: Code("request_too_large")),
            BadHttpRequestException bad => new Error(ErrorKind.Validation, "malformed_request", Describe(bad)).ToProblem(),
            DbUpdateConcurrencyException => ChangedMeanwhile.ToProblem(),

            // Of two who added the same thing at once the database took one.
            DbUpdateException { InnerException: PostgresException { SqlState: UniqueViolation } } => ChangedMeanwhile.ToProblem(),
            DbUpdateException { InnerException: PostgresException { SqlState: NulCharacter or NulInJson } }
                or PostgresException { SqlState: NulCharacter or NulInJson } =>
                new Error(ErrorKind.Validation, "malformed_request", "The request holds a character that no text may hold (U+0000).").ToProblem(),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => null,
            _ => TypedResults.Problem(
                statusCode: StatusCodes.Status500InternalServerError,
                title: "Something went wrong",
                detail: $"The error is logged under the id {context.TraceIdentifier}.",
                type: Type("internal_error"),
                extensions: Code("internal_error")),
        };
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
        }

        return true;
    }

    private static string Type(string code) => $"urn:callscript:error:{code}";

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };

    // The framework's message names types of ours; the name and the value are what helps.
    private static string Describe(BadHttpRequestException exception)
    {
        var binding = Binding().Match(exception.Message);
        return binding.Success
            ? $"The value '{binding.Groups["value"].Value}' of '{binding.Groups["name"].Value}' is not valid."
            : "The request cannot be read: its body or one of its parameters is malformed or missing.";
    }

    [GeneratedRegex("""parameter ".*?(?<name>\w+)" from "(?<value>.{0,100})""", RegexOptions.NonBacktracking)]
    private static partial Regex Binding();
}
