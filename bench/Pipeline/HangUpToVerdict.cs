using System.Diagnostics;
using CallScript.Domain.Calls;

namespace CallScript.Bench.Pipeline;

/// <summary>Wall time from the moment a finished call appears in Ringba's log to its verdict.</summary>
internal static class HangUpToVerdict
{
    public sealed record Call(string Sample, double AudioSeconds, double Seconds, CallStatus Status);

    public sealed record Outcome(IReadOnlyList<Call> Calls, double PeakMegabytes)
    {
        public double Median => Calls.Select(call => call.Seconds).Order().ElementAt(Calls.Count / 2);

        public double Slowest => Calls.Max(call => call.Seconds);
    }

    public static async Task<Outcome> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var world = await World.CreateAsync(cancellationToken);
        await using var worker = Worker.Start(world);
        var calls = new List<Call>();
        foreach (var sample in world.Samples)
        {
            var call = world.Ringba.Calls.Add(world.Ringba.Samples!.ToCall(sample, TimeProvider.System.GetUtcNow()));
            var hungUp = Stopwatch.StartNew();
            var settled = await world.UntilAsync(
                list => list.Any(row => row.SourceCallId == call.InboundCallId && IsSettled(row.Status)), worker, cancellationToken);
            calls.Add(new Call(
                sample.Name, sample.DurationSeconds, hungUp.Elapsed.TotalSeconds,
                settled.Single(row => row.SourceCallId == call.InboundCallId).Status));
        }

        return new Outcome(calls, worker.PeakMegabytes());
    }

    private static bool IsSettled(CallStatus status) =>
        status is CallStatus.Safe or CallStatus.Flagged or CallStatus.Skipped or CallStatus.Failed;
}
