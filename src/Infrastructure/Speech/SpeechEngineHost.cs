using System.Diagnostics;
using CallScript.Domain.Transcription;
using CallScript.Infrastructure.Speech.Activity;
using CallScript.Infrastructure.Speech.Assets;
using CallScript.Infrastructure.Speech.Moonshine;
using CallScript.Infrastructure.Speech.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Speech;

/// <summary>The loaded models, shared by all threads.</summary>
internal sealed record LoadedSpeechEngine(SpeechEngine Identity, SileroVad VoiceActivity, ChunkTranscriber Transcriber);

/// <summary>
/// Loads the models once, when first needed, and keeps them. A failure is not kept: once the folder has been prepared,
/// the next call succeeds without a restart.
/// </summary>
internal sealed partial class SpeechEngineHost(
    IOptions<SpeechOptions> options, SpeechWorkers workers, ILogger<SpeechEngineHost> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<IDisposable> _owned = [];
    private LoadedSpeechEngine? _engine;

    /// <exception cref="SpeechEngineException">The folder or the native library cannot be used.</exception>
    public async Task<LoadedSpeechEngine> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _engine) is { } loaded)
        {
            return loaded;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _engine ??= await workers.RunAsync(_ => Load(), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        // The workers go first: a model must not be freed under a running decoder.
        workers.Dispose();
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _gate.Dispose();
    }

    private LoadedSpeechEngine Load()
    {
        var watch = Stopwatch.StartNew();
        var assets = SpeechAssets.Open(options.Value.Directory);
        var api = OrtApi.Load(assets.Library);
        var environment = Own(api.CreateEnvironment());
        var vad = Own(new SileroVad(api, environment, assets));
        var model = Own(new MoonshineModel(api, environment, assets));
        var vocabulary = MoonshineVocabulary.Parse(File.ReadLines(assets.PathOf(SpeechAssets.TokensFile)));
        var identity = new SpeechEngine("moonshine", $"onnxruntime-{api.Version}", "moonshine-tiny-en-int8");
        LogLoaded(logger, identity.Model, api.Version, workers.Count, watch.ElapsedMilliseconds);
        return new LoadedSpeechEngine(identity, vad, new ChunkTranscriber(model, new WordTimer(vocabulary)));
    }

    private T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    [LoggerMessage(
        EventId = 4001,
        Level = LogLevel.Information,
        Message = "Speech engine {Model} on ONNX Runtime {Version} with {Workers} workers loaded in {Milliseconds} ms")]
    private static partial void LogLoaded(ILogger logger, string model, string version, int workers, long milliseconds);
}
