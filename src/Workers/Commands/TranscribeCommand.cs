using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Workers.Commands;

/// <summary><c>transcribe</c>: the transcription stage alone, without a database.</summary>
internal static class TranscribeCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Audio files of any format that ffmpeg decodes.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, in the order given." };
        var command = new Command("transcribe", "Transcribes audio files with speakers and word times.") { files, json };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(files), parsed.GetValue(json), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] files, bool json, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new ProgressLoggerProvider(progress)).SetMinimumLevel(LogLevel.Warning))
            .AddSpeech(configuration)
            .BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException error)
        {
            await progress.WriteLineAsync($"configuration: {error.Message}");
            return 1;
        }

        // The recognizer itself bounds how many run at once.
        var recognizer = services.GetRequiredService<ISpeechRecognizer>();
        var running = files.Select(file => recognizer.RecognizeAsync(file, cancellationToken)).ToList();
        var failed = 0;
        for (var i = 0; i < files.Length; i++)
        {
            var result = await running[i];
            failed += result.IsSuccess ? 0 : 1;
            await output.WriteLineAsync(json ? Json(files[i], result) : Readable(files[i], result));
            await output.FlushAsync(cancellationToken);
            var outcome = result.IsSuccess
                ? Pace(result.Value)
                : result.Error.Code;
            await progress.WriteLineAsync($"[{i + 1}/{files.Length}] {files[i]}: {outcome}");
        }

        return failed == 0 ? 0 : 1;
    }

    private static string Json(string file, Result<RecognizedSpeech> result) =>
        result.IsSuccess
            ? JsonSerializer.Serialize(Transcribed.From(file, result.Value), TranscribeJson.Lines.Transcribed)
            : JsonSerializer.Serialize(
                new NotTranscribed(file, new Failure(result.Error.Code, result.Error.Message)), TranscribeJson.Lines.NotTranscribed);

    private static string Readable(string file, Result<RecognizedSpeech> result)
    {
        if (!result.IsSuccess)
        {
            return $"{file}\n  {result.Error.Code}: {result.Error.Message}\n";
        }

        var speech = result.Value;
        var lines = speech.Segments.Select(segment => string.Create(
            CultureInfo.InvariantCulture, $"  {Clock(segment.Start)}  {SpeakerName(segment.Speaker),-8}  {segment.Text}"));
        string[] body = speech.Segments.Count == 0 ? ["  (nobody speaks)"] : [.. lines];
        return string.Create(CultureInfo.InvariantCulture, $"{file}  {Clock(speech.DurationSeconds)}\n{string.Join('\n', body)}\n");
    }

    private static string Pace(RecognizedSpeech speech) =>
        string.Create(CultureInfo.InvariantCulture, $"{speech.DurationSeconds:0.0} s at {1 / speech.RealTimeFactor:0.0}x real time");

    private static string Clock(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60),3}:{seconds % 60:00.0}");

    internal static string SpeakerName(Speaker speaker) => speaker switch
    {
        Speaker.Agent => "agent",
        Speaker.Caller => "caller",
        Speaker.Greeting => "greeting",
        Speaker.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(speaker), speaker, "There is no such speaker."),
    };
}

/// <summary>A line of <c>transcribe --json</c>; times are seconds from the start of the file.</summary>
internal sealed record Transcribed(
    string File,
    double DurationSeconds,
    int Channels,
    string Engine,
    string Language,
    string Text,
    IReadOnlyList<TranscribedSegment> Segments,
    double RealTimeFactor)
{
    public static Transcribed From(string file, RecognizedSpeech speech) => new(
        file,
        Math.Round(speech.DurationSeconds, 3),
        speech.Channels,
        speech.Engine.Name,
        speech.Language,
        string.Join(' ', speech.Segments.Select(segment => segment.Text)),
        [.. speech.Segments.Select(segment => new TranscribedSegment(
            TranscribeCommand.SpeakerName(segment.Speaker),
            segment.Channel,
            Math.Round(segment.Start, 3),
            Math.Round(segment.End, 3),
            segment.Text,
            [.. segment.Words.Select(word => word with { Start = Math.Round(word.Start, 3), End = Math.Round(word.End, 3) })]))],
        speech.RealTimeFactor);
}

internal sealed record TranscribedSegment(
    string Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<Word> Words);

/// <summary>The line of a file that cannot be transcribed.</summary>
internal sealed record NotTranscribed(string File, Failure Error);

internal sealed record Failure(string Code, string Message);

[JsonSerializable(typeof(Transcribed))]
[JsonSerializable(typeof(NotTranscribed))]
internal sealed partial class TranscribeJson : JsonSerializerContext
{
    /// <summary>Text stays readable: only what JSON itself requires is escaped.</summary>
    public static TranscribeJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>Warnings of the engine go to standard error, so that standard output stays machine-readable.</summary>
internal sealed class ProgressLoggerProvider(TextWriter output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            output.WriteLine($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}");
        }
    }

    public void Dispose()
    {
    }
}
