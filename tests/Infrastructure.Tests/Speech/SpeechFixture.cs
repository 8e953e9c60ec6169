using CallScript.Application.Recordings;
using CallScript.Application.Transcription;
using CallScript.Infrastructure.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Speech;

/// <summary>The real engine, loaded once for all tests that need it, and a folder for their recordings.</summary>
public sealed class SpeechFixture : IDisposable
{
    public SpeechFixture()
    {
        EngineDirectory = Environment.GetEnvironmentVariable("Speech__Directory")
            ?? throw new InvalidOperationException(
                "Set the environment variable Speech__Directory to the folder that 'prepare-speech' wrote; './callscript test' does it.");
        Directory = System.IO.Directory.CreateTempSubdirectory("callscript-speech-").FullName;
        Services = Build();
    }

    public ServiceProvider Services { get; }

    public string EngineDirectory { get; }

    public string Directory { get; }

    public ISpeechRecognizer Recognizer => Services.GetRequiredService<ISpeechRecognizer>();

    public IAudioProbe Probe => Services.GetRequiredService<IAudioProbe>();

    internal SpeechEngineHost Host => Services.GetRequiredService<SpeechEngineHost>();

    public ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => $"{SpeechOptions.SectionName}:{setting.Key}", setting => (string?)setting.Value);
        values.TryAdd($"{SpeechOptions.SectionName}:{nameof(SpeechOptions.Directory)}", EngineDirectory);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSpeech(configuration);
        services.AddHealthChecks().AddSpeechEngine();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public string PathOf(string name) => Path.Combine(Directory, name);

    public string Wav(string name, params float[][] channels)
    {
        var path = PathOf(name);
        TestAudio.WriteWav(path, channels);
        return path;
    }

    public void Dispose()
    {
        Services.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>Tests that share the engine run one after another: it uses every core by itself.</summary>
[CollectionDefinition(Name)]
public sealed class SpeechEngineGroup : ICollectionFixture<SpeechFixture>
{
    public const string Name = "speech engine";
}
