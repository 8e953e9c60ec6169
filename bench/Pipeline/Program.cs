using System.Diagnostics;
using CallScript.Bench.Pipeline;

// How long a call takes from hang-up to verdict, what the lane costs over the bare engine, and how much memory it needs.
// Prints figures and ratios; fails only when something does not work at all.
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(30));
var started = Stopwatch.StartNew();
Console.WriteLine("Hang-up to verdict: one call at a time appears at Ringba; default intervals.");
var latency = await HangUpToVerdict.MeasureAsync(stop.Token);
foreach (var call in latency.Calls)
{
    Console.WriteLine($"  {call.Sample,-32} {call.AudioSeconds,6:0.0} s of audio  verdict after {call.Seconds,6:0.0} s  {call.Status}");
}

Console.WriteLine($"  median {latency.Median:0.0} s   slowest {latency.Slowest:0.0} s   worker peak memory {latency.PeakMegabytes:0} MB");
Console.WriteLine();
Console.WriteLine("Factory lane against the bare engine: the same files, each side from a cold start.");
var throughput = await FactoryThroughput.MeasureAsync(stop.Token);
Console.WriteLine($"  bare engine   {throughput.Engine,6:0.0} audio seconds a second   ({throughput.AudioSeconds:0} s of audio in {throughput.EngineSeconds:0.0} s)");
Console.WriteLine($"  factory lane  {throughput.Lane,6:0.0} audio seconds a second   ({throughput.AudioSeconds:0} s of audio in {throughput.LaneSeconds:0.0} s)");
Console.WriteLine($"  ratio         {throughput.Lane / throughput.Engine,6:0.00}   (at least 0.90)");
Console.WriteLine($"  worker peak memory {throughput.PeakMegabytes:0} MB   (below 1200)");
Console.WriteLine($"\nDone in {started.Elapsed.TotalSeconds:0} s.");
return 0;
