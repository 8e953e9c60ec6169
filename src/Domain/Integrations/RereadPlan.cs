namespace CallScript.Domain.Integrations;

/// <summary>Every so often the calls of this long a time back are read again.</summary>
public sealed record Reread(TimeSpan Every, TimeSpan Back);

/// <summary>
/// When what was read is looked at again. Rows, recordings and the ends of live calls come late, money is adjusted for
/// weeks: each read is cheap for calls that did not change, and the longer ago, the less does. What changes within minutes
/// is caught by <see cref="RingbaConnection.Overlap"/> of every read.
/// </summary>
public static class RereadPlan
{
    public static IReadOnlyList<Reread> Default { get; } =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromHours(6)),
        new(TimeSpan.FromDays(1), TimeSpan.FromDays(3)),
        new(TimeSpan.FromDays(7), TimeSpan.FromDays(30)),
    ];
}
