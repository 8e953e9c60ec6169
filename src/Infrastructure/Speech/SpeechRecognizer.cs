using System.Diagnostics;
using CallScript.Application.Transcription;
using CallScript.Domain.Common;
using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech.Activity;
using CallScript.Infrastructure.Speech.Audio;
using CallScript.Infrastructure.Speech.Speakers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech;

/// <summary>
/// The embedded engine: ffmpeg decodes in blocks, voice activity finds the speech, the Moonshine model transcribes it
/// in chunks on all workers, and the words are joined into turns with speakers. Audio is held only until its chunk is
/// done, whatever the length of the recording; results do not depend on the number of workers.
/// </summary>
internal sealed partial class SpeechRecognizer(
    AudioScanner scanner,
    FfmpegDecoder decoder,
    SpeechEngineHost host,
    SpeechWorkers workers,
    IOptions<SpeechOptions> options,
    ILogger<SpeechRecognizer> logger) : ISpeechRecognizer, IDisposable
{
    private const string Language = "en";
    private const double SampleRate = FfmpegDecoder.SampleRate;

    // About ten seconds: long enough to keep ffmpeg streaming, short enough to hold in memory for every call.
    private const int BlockFrames = 320 * SileroVad.Window;

    // Less than this is a cough or a click that the activity model let through, and no text is the right text for it.
    private const double LeastSpeech = 0.5;

    private readonly SemaphoreSlim _calls = new(options.Value.CallCount, options.Value.CallCount);

    public async Task<Result<RecognizedSpeech>> RecognizeAsync(string path, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        try
        {
            var watch = Stopwatch.StartNew();
            var scan = await scanner.ScanAsync(path, cancellationToken);
            if (!scan.IsSuccess)
            {
                return scan.Error;
            }

            var engine = await host.GetAsync(cancellationToken);
            var heard = await HearAsync(path, scan.Value, engine, cancellationToken);
            return heard.IsSuccess ? Conclude(scan.Value, engine, heard.Value, watch) : heard.Error;
        }
        catch (SpeechEngineException error)
        {
            LogEngineFailed(logger, error);
            return SpeechErrors.EngineFailed(error.Message);
        }
        finally
        {
            _calls.Release();
        }
    }

    public void Dispose() => _calls.Dispose();

    private async Task<Result<Heard>> HearAsync(string path, AudioScan scan, LoadedSpeechEngine engine, CancellationToken cancellationToken)
    {
        var opened = await decoder.OpenAsync(path, scan.Mix, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var stream = opened.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var pending = new PendingChunks(engine, workers, withVoices: stream.Channels == 1, stop.Token);
        var tracks = Enumerable.Range(0, stream.Channels).Select(channel => new SpeechTrack(channel)).ToArray();
        try
        {
            var error = await ListenAsync(stream, tracks, engine, pending, stop.Token);
            if (error is not null)
            {
                await stop.CancelAsync();
                await pending.DrainAsync();
                return error;
            }

            return new Heard(tracks, await pending.CompleteAsync());
        }
        catch
        {
            // Chunks that still run use the semaphore and the token that are about to be disposed.
            await stop.CancelAsync();
            await pending.DrainAsync();
            throw;
        }
    }

    private async Task<Error?> ListenAsync(
        PcmStream stream, SpeechTrack[] tracks, LoadedSpeechEngine engine, PendingChunks pending, CancellationToken cancellationToken)
    {
        using var activity = new VoiceActivityStream(engine.VoiceActivity, tracks.Length);
        var interleaved = new float[BlockFrames * tracks.Length];
        var channels = tracks.Select(_ => new float[BlockFrames]).ToArray();
        var total = 0L;
        while (true)
        {
            var read = await stream.ReadAsync(interleaved);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            var frames = read.Value;
            total += frames;
            var whole = (frames + SileroVad.Window - 1) / SileroVad.Window * SileroVad.Window;
            var samples = Separate(interleaved, channels, frames, whole);
            var probabilities = await workers.RunAsync(token => activity.Judge(samples, token), cancellationToken);
            for (var channel = 0; channel < tracks.Length; channel++)
            {
                await pending.AddAsync(tracks[channel].Add(samples[channel].Span, probabilities[channel]));
            }

            if (frames < BlockFrames)
            {
                break;
            }
        }

        foreach (var track in tracks)
        {
            await pending.AddAsync(track.Finish(total));
        }

        return null;
    }

    /// <summary>Takes the channels apart and fills the last window with silence.</summary>
    private static ReadOnlyMemory<float>[] Separate(float[] interleaved, float[][] channels, int frames, int whole)
    {
        for (var channel = 0; channel < channels.Length; channel++)
        {
            var target = channels[channel];
            for (var frame = 0; frame < frames; frame++)
            {
                target[frame] = interleaved[(frame * channels.Length) + channel];
            }

            Array.Clear(target, frames, whole - frames);
        }

        return [.. channels.Select(channel => (ReadOnlyMemory<float>)channel.AsMemory(0, whole))];
    }

    private static Result<RecognizedSpeech> Conclude(AudioScan scan, LoadedSpeechEngine engine, Heard heard, Stopwatch watch)
    {
        var spoken = SecondsCovered(heard.Tracks.SelectMany(track => track.Spans));
        if (heard.Phrases.Count == 0 && spoken >= LeastSpeech)
        {
            return SpeechErrors.TranscriptEmpty;
        }

        var speech = SpeakerAssignment.Assign(heard.Phrases, heard.Tracks.Count);
        var duration = scan.Profile.DurationSeconds;
        return new RecognizedSpeech(
            duration,
            scan.Profile.Channels,
            Language,
            engine.Identity,
            speech.Attribution,
            Math.Round(spoken, 3),
            Math.Round(watch.Elapsed.TotalSeconds / Math.Max(duration, 0.001), 4),
            TurnBuilder.Build(speech, scan.FirstChannel));
    }

    /// <summary>Time in which at least one channel speaks.</summary>
    private static double SecondsCovered(IEnumerable<SpeechSpan> spans)
    {
        var (covered, until) = (0L, 0L);
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            covered += Math.Max(0, span.End - Math.Max(span.Start, until));
            until = Math.Max(until, span.End);
        }

        return covered / SampleRate;
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "The speech engine failed")]
    private static partial void LogEngineFailed(ILogger logger, Exception error);

    private sealed record Heard(IReadOnlyList<SpeechTrack> Tracks, IReadOnlyList<Phrase> Phrases);

    /// <summary>
    /// The chunks of one recording that are waiting for a worker or with one. There are at most two for each worker:
    /// a reader that is faster than the engine waits, and the audio in memory stays bounded.
    /// </summary>
    private sealed class PendingChunks(
        LoadedSpeechEngine engine, SpeechWorkers workers, bool withVoices, CancellationToken cancellationToken) : IDisposable
    {
        private readonly SemaphoreSlim _places = new(2 * workers.Count);
        private readonly List<Task<IReadOnlyList<Phrase>>> _tasks = [];

        public async Task AddAsync(IReadOnlyList<SpeechChunk> chunks)
        {
            foreach (var chunk in chunks)
            {
                await _places.WaitAsync(cancellationToken);
                _tasks.Add(TranscribeAsync(chunk));
            }
        }

        /// <summary>All phrases in order of start.</summary>
        public async Task<IReadOnlyList<Phrase>> CompleteAsync() =>
        [
            .. (await Task.WhenAll(_tasks))
                .SelectMany(phrases => phrases)
                .OrderBy(phrase => phrase.Start)
                .ThenBy(phrase => phrase.Channel),
        ];

        /// <summary>Waits until no chunk runs any more; how they ended no longer matters.</summary>
        public Task DrainAsync() => Task.WhenAll(_tasks).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        public void Dispose() => _places.Dispose();

        private async Task<IReadOnlyList<Phrase>> TranscribeAsync(SpeechChunk chunk)
        {
            try
            {
                return await workers.RunAsync(
                    token => Phrase.Split(chunk, engine.Transcriber.Transcribe(chunk, token), withVoices), cancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
    }
}
