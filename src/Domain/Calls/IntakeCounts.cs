namespace CallScript.Domain.Calls;

/// <summary>What became of calls that a source reported.</summary>
/// <param name="Created">Calls seen for the first time.</param>
/// <param name="Changed">Calls of which the source now says something else.</param>
/// <param name="Unchanged">Calls of which it says the same.</param>
/// <param name="LeftOut">Calls that were removed on purpose and do not come back.</param>
public sealed record IntakeCounts(int Created, int Changed, int Unchanged, int LeftOut)
{
    public static IntakeCounts None { get; } = new(0, 0, 0, 0);

    public int Total => Created + Changed + Unchanged + LeftOut;

    public static IntakeCounts operator +(IntakeCounts left, IntakeCounts right) => new(
        left.Created + right.Created, left.Changed + right.Changed, left.Unchanged + right.Unchanged, left.LeftOut + right.LeftOut);
}
