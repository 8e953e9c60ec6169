using CallScript.Infrastructure.Speech.Assets;
using CallScript.Infrastructure.Speech.Native;

namespace CallScript.Infrastructure.Speech.Moonshine;

/// <summary>What the decoder wrote for one piece of audio.</summary>
/// <param name="Tokens">Token ids without the end mark.</param>
/// <param name="LogProbabilities">Natural logarithm of each token's probability, as long as <paramref name="Tokens"/>.</param>
/// <param name="Attention">Where each step looked, the step that wrote the end mark included when there was one.</param>
/// <param name="Ended">False when the token limit or the repetition guard stopped the decoder before its own end mark.</param>
internal sealed record MoonshineOutput(
    IReadOnlyList<int> Tokens, IReadOnlyList<float> LogProbabilities, CrossAttention Attention, bool Ended);

/// <summary>Attention weights: a row of <see cref="Frames"/> numbers for each step and head.</summary>
internal sealed record CrossAttention(int Frames, int Heads, IReadOnlyList<float[]> Steps)
{
    public ReadOnlySpan<float> Row(int step, int head) => Steps[step].AsSpan(head * Frames, Frames);
}

/// <summary>
/// The Moonshine encoder and decoder. Decoding is greedy with a key-value cache; a step costs the same however long the
/// text is. Every call is independent, so any number of threads may decode at once.
/// </summary>
internal sealed class MoonshineModel : IDisposable
{
    public const int SampleRate = 16_000;

    /// <summary>One row of encoder output stands for so many samples (24 ms).</summary>
    public const int SamplesPerFrame = 384;

    private const int HeadCount = 8;
    private const int HeadSize = 36;
    private const int StartToken = 1;
    private const int EndToken = 2;

    // The reference implementation allows 6.5 tokens a second of audio; fast talkers stay below 6.
    private const double TokensPerSecond = 6.5;
    private const int SpareTokens = 8;

    // Shorter input does not survive the encoder's convolutions.
    private const int MinimumSamples = SampleRate / 2;

    private readonly OrtModel _encoder;
    private readonly OrtModel _decoder;
    private readonly int _inputIds;
    private readonly int _encoderStates;
    private readonly int _useCache;
    private readonly int _logits;
    private readonly IReadOnlyList<CacheSlot> _cache;
    private readonly int[] _attention;

    public MoonshineModel(OrtApi api, OrtEnvironmentHandle environment, SpeechAssets assets)
    {
        _encoder = OrtModel.Load(api, environment, assets.PathOf(SpeechAssets.EncoderFile));
        _decoder = OrtModel.Load(api, environment, assets.PathOf(SpeechAssets.DecoderFile));
        if (_encoder.Inputs is not ["input_values"])
        {
            throw new SpeechEngineException($"The encoder's inputs are not as expected: {string.Join(", ", _encoder.Inputs)}.");
        }

        _inputIds = _decoder.InputIndex("input_ids");
        _encoderStates = _decoder.InputIndex("encoder_hidden_states");
        _useCache = _decoder.InputIndex("use_cache_branch");
        _logits = _decoder.OutputIndex("logits");
        _attention = [.. Enumerable.Range(0, CrossAttentionExport.Layers)
            .Select(layer => _decoder.OutputIndex(CrossAttentionExport.OutputName(layer)))];
        _cache = [.. _decoder.Inputs
            .Select((name, index) => (name, index))
            .Where(input => input.name.StartsWith("past_key_values.", StringComparison.Ordinal))
            .Select(input => new CacheSlot(
                input.index,
                _decoder.OutputIndex("present" + input.name["past_key_values".Length..]),
                input.name.Contains(".encoder.", StringComparison.Ordinal)))];
    }

    /// <summary>Transcribes up to about 30 s of 16 kHz mono audio; the model loses text beyond that.</summary>
    /// <param name="audio">Samples between -1 and 1.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    public MoonshineOutput Decode(ReadOnlySpan<float> audio, CancellationToken cancellationToken)
    {
        using var states = Encode(audio);
        var frames = (int)states.Shape[1];
        var limit = (int)(TokensPerSecond * audio.Length / SampleRate) + SpareTokens;
        List<int> tokens = [];
        List<float> logProbabilities = [];
        List<float[]> attention = [];
        var past = _cache.Select(_ => _decoder.NewFloats([], [1, HeadCount, 0, HeadSize])).ToArray();
        try
        {
            var next = StartToken;
            for (var step = 0; step < limit; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var ids = _decoder.NewIntegers([next], [1, 1]);
                using var useCache = _decoder.NewFlag(step > 0);
                var inputs = new OrtValue[_decoder.Inputs.Count];
                (inputs[_inputIds], inputs[_encoderStates], inputs[_useCache]) = (ids, states, useCache);
                for (var slot = 0; slot < past.Length; slot++)
                {
                    inputs[_cache[slot].Input] = past[slot];
                }

                var outputs = _decoder.Run(inputs);
                KeepCache(past, outputs, first: step == 0);
                attention.Add(CopyAttention(outputs, frames));
                (next, var logProbability) = Choose(outputs[_logits].Floats);
                DisposeAll(outputs);
                if (next == EndToken)
                {
                    return Output(ended: true);
                }

                tokens.Add(next);
                logProbabilities.Add(logProbability);
                if (RepetitionGuard.LoopLength(tokens) is > 0 and var surplus)
                {
                    tokens.RemoveRange(tokens.Count - surplus, surplus);
                    logProbabilities.RemoveRange(logProbabilities.Count - surplus, surplus);
                    attention.RemoveRange(attention.Count - surplus, surplus);
                    break;
                }
            }

            return Output(ended: false);
        }
        finally
        {
            DisposeAll(past);
        }

        MoonshineOutput Output(bool ended) =>
            new(tokens, logProbabilities, new CrossAttention(frames, CrossAttentionExport.Layers * HeadCount, attention), ended);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private OrtValue Encode(ReadOnlySpan<float> audio)
    {
        if (audio.Length < MinimumSamples)
        {
            var padded = new float[MinimumSamples];
            audio.CopyTo(padded);
            audio = padded;
        }

        using var input = _encoder.NewFloats(audio, [1, audio.Length]);
        var outputs = _encoder.Run([input]);
        DisposeAll(outputs.AsSpan(1));
        return outputs[0];
    }

    /// <summary>
    /// Moves the step's keys and values into the cache. Those of the encoder are made by the first step only; later
    /// steps return empty ones in their place.
    /// </summary>
    private void KeepCache(OrtValue[] past, OrtValue?[] outputs, bool first)
    {
        for (var slot = 0; slot < past.Length; slot++)
        {
            var (_, output, ofEncoder) = _cache[slot];
            if (first || !ofEncoder)
            {
                past[slot].Dispose();
                past[slot] = outputs[output]!;
                outputs[output] = null;
            }
        }
    }

    private float[] CopyAttention(OrtValue[] outputs, int frames)
    {
        var rows = new float[CrossAttentionExport.Layers * HeadCount * frames];
        for (var layer = 0; layer < _attention.Length; layer++)
        {
            outputs[_attention[layer]].Floats.CopyTo(rows.AsSpan(layer * HeadCount * frames));
        }

        return rows;
    }

    /// <summary>The likeliest token and the logarithm of its probability among those that the vocabulary can spell.</summary>
    private static (int Token, float LogProbability) Choose(ReadOnlySpan<float> logits)
    {
        logits = logits[..MoonshineVocabulary.Size];
        var best = EndToken;
        for (var id = EndToken + 1; id < logits.Length; id++)
        {
            if (logits[id] > logits[best])
            {
                best = id;
            }
        }

        // A term smaller than e^-20 of the largest changes nothing in a float.
        var (highest, floor, sum) = (logits[best], logits[best] - 20, 0.0);
        foreach (var logit in logits[EndToken..])
        {
            if (logit > floor)
            {
                sum += MathF.Exp(logit - highest);
            }
        }

        return (best, (float)-Math.Log(sum));
    }

    private static void DisposeAll(ReadOnlySpan<OrtValue?> values)
    {
        foreach (var value in values)
        {
            value?.Dispose();
        }
    }

    /// <param name="Input">Position among the decoder's inputs.</param>
    /// <param name="Output">Position among the decoder's outputs.</param>
    /// <param name="OfEncoder">Whether it caches the audio rather than the text.</param>
    private readonly record struct CacheSlot(int Input, int Output, bool OfEncoder);
}
