using System.Diagnostics;
using CallScript.Application.Transcription;
using CallScript.Domain.Calls;
using CallScript.Infrastructure.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Bench.Pipeline;

/// <summary>
/// The factory lane, with its queue, leases, vault and database, beside the bare engine on the same files. Both load
/// the model within the measured time.
/// </summary>
internal static class FactoryThroughput
{
    private const int Rounds = 3;

    public sealed record Outcome(double AudioSeconds, double EngineSeconds, double LaneSeconds, double PeakMegabytes)
    {
        public double Engine => AudioSeconds / EngineSeconds;

        public double Lane => AudioSeconds / LaneSeconds;
    }

    public static async Task<Outcome> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var world = await World.CreateAsync(cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var sample in world.Samples)
            {
                world.Ringba.Calls.Add(world.Ringba.Samples!.ToCall(sample, now) with { InboundCallId = $"RGB{round}{sample.Name}" });
            }
        }

        var count = world.Samples.Count * Rounds;
        await using (var vaulting = Worker.Start(world, "ingest", "vault"))
        {
            await world.UntilAsync(
                calls => calls.Count == count && calls.All(call => call.Status == CallStatus.Downloaded), vaulting, cancellationToken);
        }

        var (lane, peak) = await LaneAsync(world, cancellationToken);
        var files = Enumerable.Range(0, Rounds).SelectMany(_ => world.Samples.Select(sample => world.Ringba.Samples!.ToCall(sample, now).Recording!.Path!));
        var engine = await BareEngineAsync([.. files], cancellationToken);
        return new Outcome(world.Samples.Sum(sample => sample.DurationSeconds) * Rounds, engine.TotalSeconds, lane.TotalSeconds, peak);
    }

    private static async Task<(TimeSpan Time, double PeakMegabytes)> LaneAsync(World world, CancellationToken cancellationToken)
    {
        await using var factory = Worker.Start(world, "factory");
        await world.UntilAsync(calls => calls.Any(call => call.Status == CallStatus.Processing), factory, cancellationToken);
        var clock = Stopwatch.StartNew();
        await world.UntilAsync(calls => calls.All(call => call.Status == CallStatus.Transcribed), factory, cancellationToken);
        return (clock.Elapsed, factory.PeakMegabytes());
    }

    private static async Task<TimeSpan> BareEngineAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var services = new ServiceCollection().AddLogging().AddSpeech(configuration).BuildServiceProvider();
        var recognizer = services.GetRequiredService<ISpeechRecognizer>();
        var clock = Stopwatch.StartNew();
        var results = await Task.WhenAll(files.Select(file => recognizer.RecognizeAsync(file, cancellationToken)));
        return results.All(result => result.IsSuccess)
            ? clock.Elapsed
            : throw new InvalidOperationException("The bare engine could not read a sample.");
    }
}
