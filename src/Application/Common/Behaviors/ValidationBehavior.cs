using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Common.Behaviors;

/// <summary>Runs a request's validators before its handler; a handler only ever sees well-formed requests.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : struct, IResult<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var failures = validators
            .SelectMany(validator => validator.Validate(request).Errors)
            .GroupBy(failure => Camel(failure.PropertyName))
            .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).Distinct().ToArray());
        return failures.Count == 0 ? await next() : TResponse.Failure(new ValidationError(failures));
    }

    // Fields are named as the JSON of the request names them.
    private static string Camel(string path) =>
        path.Length == 0 ? path : char.ToLowerInvariant(path[0]) + path[1..];
}
