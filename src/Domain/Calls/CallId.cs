using CallScript.Domain.Common;

namespace CallScript.Domain.Calls;

public readonly record struct CallId(Guid Value) : ITypedId<CallId>, IComparable<CallId>
{
    public static CallId From(Guid value) => new(value);

    // Keyset pages continue after a call: lists order calls of the same second by id.
    public static bool operator <(CallId left, CallId right) => left.Value.CompareTo(right.Value) < 0;

    public static bool operator >(CallId left, CallId right) => left.Value.CompareTo(right.Value) > 0;

    public static bool operator <=(CallId left, CallId right) => left.Value.CompareTo(right.Value) <= 0;

    public static bool operator >=(CallId left, CallId right) => left.Value.CompareTo(right.Value) >= 0;

    public int CompareTo(CallId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
