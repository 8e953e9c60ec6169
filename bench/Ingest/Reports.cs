using CallScript.Application.Ingest;

namespace CallScript.Bench.Ingest;

/// <summary>Pages of calls as a source reports them, each call with everything that Ringba tells.</summary>
internal static class Reports
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<IReadOnlyList<SourceCall>> Pages(string series, int calls, int pageSize) =>
        Enumerable.Range(0, calls).Select(number => Call(series, number)).Chunk(pageSize);

    private static SourceCall Call(string series, int number) => new(
        $"RGB{series}{number:D10}",
        Start.AddSeconds(number),
        TimeSpan.FromSeconds(20 + (number % 600)),
        IsLive: false,
        $"+1312{2_000_000 + (number % 7_999_999)}",
        new Uri($"https://media.ringba.com/recording-public?v=v1&k={series}{number:x16}{number:x16}"),
        $"CA{number % 20}",
        $"Medicare inbound {number % 20}",
        $"Publisher {number % 300}",
        $"Buyer {number % 80}",
        $"Target {number % 120}",
        Revenue: 20m + (number % 4_000 / 100m),
        Payout: 10m + (number % 2_000 / 100m));
}
