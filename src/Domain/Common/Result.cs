using System.Diagnostics.CodeAnalysis;

namespace CallScript.Domain.Common;

/// <summary>
/// Lets generic code (the validation behaviour) build a failed result of any result type without reflection.
/// </summary>
public interface IResult<out TSelf>
{
    static abstract TSelf Failure(Error error);
}

/// <summary>The outcome of an operation that has nothing to return.</summary>
public readonly record struct Result : IResult<Result>
{
    private Result(Error? error) => Error = error;

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    public static Result Success { get; } = new(null);

    public static Result Failure(Error error) => new(error);

    public static implicit operator Result(Error error) => Failure(error);
}

/// <summary>The outcome of an operation: a value, or the error that stands in its place.</summary>
public readonly record struct Result<T> : IResult<Result<T>>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value; reading it of a failed result is a bug and throws.</summary>
    public T Value => IsSuccess ? _value! : throw new InvalidOperationException($"The result is a failure: {Error.Code}.");

    public static Result<T> Failure(Error error) => new(default, error);

    /// <summary>For values whose type is an interface, which no conversion can start from.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => Failure(error);
}
