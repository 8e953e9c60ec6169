namespace CallScript.Infrastructure.Speech.Native;

/// <summary>One loaded model that any number of threads may run at once.</summary>
internal sealed class OrtModel : IDisposable
{
    private readonly OrtApi _api;
    private readonly OrtSessionHandle _session;
    private readonly Utf8Names _inputNames;
    private readonly Utf8Names _outputNames;

    private OrtModel(OrtApi api, OrtSessionHandle session)
    {
        (_api, _session) = (api, session);
        Inputs = api.InputNames(session);
        Outputs = api.OutputNames(session);
        _inputNames = new Utf8Names(Inputs);
        _outputNames = new Utf8Names(Outputs);
    }

    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    public static OrtModel Load(OrtApi api, OrtEnvironmentHandle environment, string path)
    {
        using var options = api.CreateSessionOptions();
        return new OrtModel(api, api.CreateSession(environment, options, path));
    }

    /// <summary>
    /// Runs the model. Inputs are in the order of <see cref="Inputs"/>; all outputs come back and are the caller's to dispose.
    /// </summary>
    public OrtValue[] Run(ReadOnlySpan<OrtValue> inputs) =>
        inputs.Length == Inputs.Count
            ? _api.Run(_session, _inputNames, inputs, _outputNames, Outputs.Count)
            : throw new ArgumentException($"The model takes {Inputs.Count} inputs, not {inputs.Length}.", nameof(inputs));

    public OrtValue NewFloats(ReadOnlySpan<float> data, ReadOnlySpan<long> shape) => _api.CreateTensor(data, shape);

    public OrtValue NewIntegers(ReadOnlySpan<long> data, ReadOnlySpan<long> shape) => _api.CreateTensor(data, shape);

    /// <summary>A tensor of one truth value.</summary>
    public OrtValue NewFlag(bool value) => _api.CreateTensor([value], [1]);

    public int InputIndex(string name) => IndexOf(Inputs, name);

    public int OutputIndex(string name) => IndexOf(Outputs, name);

    public void Dispose()
    {
        _session.Dispose();
        _inputNames.Dispose();
        _outputNames.Dispose();
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        throw new SpeechEngineException($"The model has no input or output '{name}'; it has {string.Join(", ", names)}.");
    }
}
