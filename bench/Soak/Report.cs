namespace CallScript.Bench.Soak;

/// <summary>A soak's outcome for people.</summary>
public static class Report
{
    private const int InFull = 50;

    public static void Write(SoakOutcome outcome, TextWriter to)
    {
        to.WriteLine($"  calls in the ledger   {outcome.Calls,8}");
        to.WriteLine($"  requests              {outcome.Requests.Values.Sum(),8}   {Counts(outcome.Requests)}");
        to.WriteLine($"  faults                {outcome.Faults.Values.Sum(),8}   {Counts(outcome.Faults)}");
        to.WriteLine($"  kill -9               {outcome.Kills,8}");
        to.WriteLine($"  calls here            {outcome.States.Values.Sum(),8}   {Counts(outcome.States)}");
        to.WriteLine($"  from start to here: median {outcome.Delays.Median.TotalMinutes:0} min, slowest tenth from {outcome.Delays.SlowTenth.TotalHours:0.0} h, by the calendar");
        to.WriteLine($"  duration              {outcome.Duration.TotalSeconds,8:0} s");
        to.WriteLine($"  differences           {outcome.Differences.Count,8}   {Counts(outcome.Differences.CountBy(difference => difference.What))}");
        foreach (var difference in outcome.Differences.Take(InFull))
        {
            to.WriteLine($"    {difference.CallId} {difference.What}: {difference.Ledger} in the ledger, {difference.Database} here");
        }
    }

    private static string Counts<TKey, TCount>(IEnumerable<KeyValuePair<TKey, TCount>> counts) =>
        string.Join(", ", counts.Select(entry => $"{entry.Key} {entry.Value}"));
}
