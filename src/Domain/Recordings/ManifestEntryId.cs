using CallScript.Domain.Common;

namespace CallScript.Domain.Recordings;

public readonly record struct ManifestEntryId(Guid Value) : ITypedId<ManifestEntryId>
{
    public static ManifestEntryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
