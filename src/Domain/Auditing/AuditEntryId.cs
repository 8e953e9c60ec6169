using CallScript.Domain.Common;

namespace CallScript.Domain.Auditing;

public readonly record struct AuditEntryId(Guid Value) : ITypedId<AuditEntryId>, IComparable<AuditEntryId>
{
    public static AuditEntryId From(Guid value) => new(value);

    // Keyset pages continue after an entry.
    public static bool operator <(AuditEntryId left, AuditEntryId right) => left.Value.CompareTo(right.Value) < 0;

    public static bool operator >(AuditEntryId left, AuditEntryId right) => left.Value.CompareTo(right.Value) > 0;

    public static bool operator <=(AuditEntryId left, AuditEntryId right) => left.Value.CompareTo(right.Value) <= 0;

    public static bool operator >=(AuditEntryId left, AuditEntryId right) => left.Value.CompareTo(right.Value) >= 0;

    public int CompareTo(AuditEntryId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
