using CallScript.Infrastructure.Speech.Assets;
using CallScript.Infrastructure.Speech.Native;

namespace CallScript.Infrastructure.Speech.Activity;

/// <summary>
/// The voice activity model: for each window of 32 ms the probability that somebody speaks. It remembers the windows
/// before, so a recording is fed in order through one <see cref="VoiceActivityStream"/>.
/// </summary>
internal sealed class SileroVad : IDisposable
{
    /// <summary>Samples of a window at 16 kHz.</summary>
    public const int Window = 512;

    /// <summary>Samples of the window before that the model wants to see in front of each window.</summary>
    public const int Context = 64;

    private const int SampleRate = 16_000;
    private const int StateSize = 128;

    private readonly OrtModel _model;
    private readonly int _input;
    private readonly int _state;
    private readonly int _rate;
    private readonly int _output;
    private readonly int _nextState;

    public SileroVad(OrtApi api, OrtEnvironmentHandle environment, SpeechAssets assets)
    {
        _model = OrtModel.Load(api, environment, assets.PathOf(SpeechAssets.VoiceActivityFile));
        (_input, _state, _rate) = (_model.InputIndex("input"), _model.InputIndex("state"), _model.InputIndex("sr"));
        (_output, _nextState) = (_model.OutputIndex("output"), _model.OutputIndex("stateN"));
    }

    /// <summary>The state before the first window of so many channels.</summary>
    public OrtValue NewState(int channels) => _model.NewFloats(new float[2 * channels * StateSize], [2, channels, StateSize]);

    /// <summary>Judges one window of every channel.</summary>
    /// <param name="windows">For each channel <see cref="Context"/> and <see cref="Window"/> samples.</param>
    /// <param name="state">What the last window left; taken over and disposed.</param>
    /// <param name="probabilities">Takes one probability for each channel.</param>
    /// <returns>The state for the next window.</returns>
    public OrtValue Judge(ReadOnlySpan<float> windows, OrtValue state, Span<float> probabilities)
    {
        using var owned = state;
        using var input = _model.NewFloats(windows, [probabilities.Length, Context + Window]);
        using var rate = _model.NewIntegers([SampleRate], []);
        var inputs = new OrtValue[_model.Inputs.Count];
        (inputs[_input], inputs[_state], inputs[_rate]) = (input, state, rate);
        var outputs = _model.Run(inputs);
        using var output = outputs[_output];
        output.Floats[..probabilities.Length].CopyTo(probabilities);
        return outputs[_nextState];
    }

    public void Dispose() => _model.Dispose();
}

/// <summary>One recording's way through the model, all its channels at once.</summary>
internal sealed class VoiceActivityStream(SileroVad vad, int channels) : IDisposable
{
    private const int Stride = SileroVad.Context + SileroVad.Window;

    private readonly float[] _windows = new float[channels * Stride];
    private OrtValue _state = vad.NewState(channels);

    /// <param name="samples">For each channel the same whole number of windows.</param>
    /// <param name="cancellationToken">Looked at before each window.</param>
    /// <returns>For each channel the probability of speech in each window.</returns>
    public float[][] Judge(IReadOnlyList<ReadOnlyMemory<float>> samples, CancellationToken cancellationToken)
    {
        var count = samples[0].Length / SileroVad.Window;
        var result = samples.Select(_ => new float[count]).ToArray();
        Span<float> probabilities = stackalloc float[channels];
        for (var window = 0; window < count; window++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var channel = 0; channel < channels; channel++)
            {
                var target = _windows.AsSpan(channel * Stride, Stride);
                target[^SileroVad.Context..].CopyTo(target);
                samples[channel].Span.Slice(window * SileroVad.Window, SileroVad.Window).CopyTo(target[SileroVad.Context..]);
            }

            _state = vad.Judge(_windows, _state, probabilities);
            for (var channel = 0; channel < channels; channel++)
            {
                result[channel][window] = probabilities[channel];
            }
        }

        return result;
    }

    public void Dispose() => _state.Dispose();
}
