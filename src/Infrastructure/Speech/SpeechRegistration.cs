using CallScript.Application.Recordings;
using CallScript.Application.Transcription;
using CallScript.Infrastructure.Speech.Audio;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Speech;

/// <summary>Puts the embedded speech engine and the audio probe into a host.</summary>
public static class SpeechRegistration
{
    /// <summary>
    /// Registers <see cref="ISpeechRecognizer"/>, <see cref="IAudioProbe"/> and <see cref="IPlaybackEncoder"/>. Nothing native is loaded before the
    /// first recording, so a host that only probes audio needs no prepared folder.
    /// </summary>
    public static IServiceCollection AddSpeech(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SpeechOptions>()
            .Bind(configuration.GetSection(SpeechOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Ffmpeg>();
        services.AddSingleton<FfmpegDecoder>();
        services.AddSingleton<AudioScanner>();
        services.AddSingleton<SpeechWorkers>();
        services.AddSingleton<SpeechEngineHost>();
        services.AddSingleton<IAudioProbe>(provider => provider.GetRequiredService<AudioScanner>());
        services.AddSingleton<IPlaybackEncoder, PlaybackEncoder>();
        services.AddSingleton<ISpeechRecognizer, SpeechRecognizer>();
        return services;
    }

    /// <summary>Adds the check <c>speech</c>, which loads the engine and reports its version.</summary>
    public static IHealthChecksBuilder AddSpeechEngine(this IHealthChecksBuilder builder) =>
        builder.AddCheck<SpeechEngineHealthCheck>("speech");
}
