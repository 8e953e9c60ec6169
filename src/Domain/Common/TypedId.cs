namespace CallScript.Domain.Common;

/// <summary>
/// An identifier that cannot be mistaken for another kind of identifier. Values are UUIDv7 (RFC 9562), so that
/// keys made later sort later; they are made in the domain, never by the database.
/// </summary>
public interface ITypedId<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Makes new identifiers from a clock.</summary>
public static class TypedId
{
    public static TId NewId<TId>(this TimeProvider clock)
        where TId : struct, ITypedId<TId> => TId.From(Guid.CreateVersion7(clock.GetUtcNow()));
}
