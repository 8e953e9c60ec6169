using System.Diagnostics;
using System.Globalization;
using CallScript.Application.Transcription;
using CallScript.Bench.Speech;
using CallScript.Domain.Common;
using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech;
using CallScript.TestKit.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Measures the bare engine on the sample calls and, where installed, on real telephone prompts: accuracy of words, times
// and speakers, speed and memory. Speech__Directory names the prepared engine.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
await using var services = new ServiceCollection().AddLogging().AddSpeech(configuration).BuildServiceProvider();
var recognizer = services.GetRequiredService<ISpeechRecognizer>();

var samples = SampleTruth.All.Where(sample => sample.Lines is { Count: > 0 }).ToList();
await RecognizeAsync(samples[0].AudioPath);

var totals = new Accuracy();
var watch = Stopwatch.StartNew();
var processor = Process.GetCurrentProcess().TotalProcessorTime;
var heard = await Task.WhenAll(samples.Select(sample => RecognizeAsync(sample.AudioPath)));
var (wall, busy) = (watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
foreach (var (sample, speech) in samples.Zip(heard))
{
    var accuracy = Accuracy.Of(sample, speech);
    totals.Add(accuracy);
    Console.WriteLine($"{sample.Name,-40} {accuracy}");
}

var seconds = heard.Sum(speech => speech.DurationSeconds);
Console.WriteLine($"{"all samples",-40} {totals}");
Console.WriteLine($"speed: {seconds:0} s of audio in {wall:0.0} s: {seconds / wall:0.0}x real time, {seconds / busy:0.0}x per busy core");

var prompts = TelephonePrompts.All;
if (prompts.Count > 0)
{
    var spoken = await Task.WhenAll(prompts.Select(prompt => recognizer.RecognizeAsync(prompt.Path, CancellationToken.None)));
    var people = new Accuracy();
    foreach (var (prompt, speech) in prompts.Zip(spoken))
    {
        // A sentence that was not understood at all counts with all its words.
        people.Add(Accuracy.OfText(prompt.Text, speech.IsSuccess ? speech.Value.Segments : []));
    }

    Console.WriteLine($"{$"{prompts.Count} prompts spoken by a person",-40} WER {people.WordErrorRate:P1} of {people.Words} words");
}

var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
var peakKilobytes = peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
Console.WriteLine($"peak memory of the process: {int.Parse(peakKilobytes, CultureInfo.InvariantCulture) / 1024} MB");

async Task<RecognizedSpeech> RecognizeAsync(string path)
{
    var result = await recognizer.RecognizeAsync(path, CancellationToken.None);
    return result.IsSuccess ? result.Value : throw new InvalidOperationException($"{path}: {Describe(result.Error)}");
}

static string Describe(Error error) => $"{error.Code}: {error.Message}";
