using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CallScript.Infrastructure.Speech.Native;

/// <summary>
/// ONNX Runtime through its plain C API: one exported function, <c>OrtGetApiBase</c>, leads to a table of all others.
/// Every pointer of the library stays behind this class and its handles.
/// </summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The oldest table that has all of <see cref="OrtFunction"/>; newer libraries still serve it.</summary>
    public const uint RequestedVersion = 17;

    private const int ElementFloat = 1;
    private const int ElementInt64 = 7;
    private const int ElementBool = 9;

    private static readonly Lock LoadGate = new();
    private static readonly Dictionary<string, OrtApi> Loaded = new(StringComparer.Ordinal);

    private readonly nint* _table;
    private readonly nint _allocator;

    private OrtApi(nint* table, string version)
    {
        _table = table;
        Version = version;
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.GetAllocatorWithDefaultOptions))(&allocator));
        _allocator = allocator;
    }

    /// <summary>The library's own version, for example <c>1.28.2</c>.</summary>
    public string Version { get; }

    /// <summary>
    /// Loads the library once per process and path. It is never unloaded: the runtime keeps threads and globals that
    /// do not survive it.
    /// </summary>
    public static OrtApi Load(string libraryPath)
    {
        var path = Path.GetFullPath(libraryPath);
        lock (LoadGate)
        {
            if (!Loaded.TryGetValue(path, out var api))
            {
                Loaded[path] = api = LoadLibrary(path);
            }

            return api;
        }
    }

    public OrtEnvironmentHandle CreateEnvironment()
    {
        const int onlyErrors = 3;
        var name = Marshal.StringToCoTaskMemUTF8("callscript");
        try
        {
            nint environment;
            Check(((delegate* unmanaged<int, nint, nint*, nint>)Function(OrtFunction.CreateEnv))(onlyErrors, name, &environment));
            return new OrtEnvironmentHandle(this, environment);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>
    /// Options for a model that several threads run at once, each call on the caller's thread only. Memory patterns are
    /// off: they are kept for every length of input ever seen. The arena stays on: without it the kernel maps and clears
    /// the large buffers of every single step anew, which doubled the processor time; chunks of bounded length bound it.
    /// </summary>
    public OrtSessionOptionsHandle CreateSessionOptions()
    {
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.CreateSessionOptions))(&options));
        var owned = new OrtSessionOptionsHandle(this, options);
        Check(((delegate* unmanaged<nint, int, nint>)Function(OrtFunction.SetIntraOpNumThreads))(options, 1));
        Check(((delegate* unmanaged<nint, int, nint>)Function(OrtFunction.SetInterOpNumThreads))(options, 1));
        Check(((delegate* unmanaged<nint, nint>)Function(OrtFunction.DisableMemPattern))(options));
        return owned;
    }

    public OrtSessionHandle CreateSession(OrtEnvironmentHandle environment, OrtSessionOptionsHandle options, string modelPath)
    {
        var path = Marshal.StringToCoTaskMemUTF8(modelPath);
        try
        {
            nint session;
            Check(((delegate* unmanaged<nint, nint, nint, nint*, nint>)Function(OrtFunction.CreateSession))(
                environment.DangerousGetHandle(), path, options.DangerousGetHandle(), &session));
            return new OrtSessionHandle(this, environment, session);
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
            GC.KeepAlive(options);
        }
    }

    public string[] InputNames(OrtSessionHandle session) =>
        Names(session, OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName);

    public string[] OutputNames(OrtSessionHandle session) =>
        Names(session, OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName);

    public OrtValue CreateTensor(ReadOnlySpan<float> data, ReadOnlySpan<long> shape) => CreateTensor(data, shape, ElementFloat);

    public OrtValue CreateTensor(ReadOnlySpan<long> data, ReadOnlySpan<long> shape) => CreateTensor(data, shape, ElementInt64);

    public OrtValue CreateTensor(ReadOnlySpan<bool> data, ReadOnlySpan<long> shape) => CreateTensor(data, shape, ElementBool);

    public Span<T> TensorData<T>(OrtValue value)
        where T : unmanaged
    {
        nint data;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(OrtFunction.GetTensorMutableData))(value.DangerousGetHandle(), &data));
        nuint count;
        var info = ShapeInfo(value);
        try
        {
            Check(((delegate* unmanaged<nint, nuint*, nint>)Function(OrtFunction.GetTensorShapeElementCount))(info, &count));
        }
        finally
        {
            Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }

        return new Span<T>((void*)data, checked((int)count));
    }

    public long[] TensorShape(OrtValue value)
    {
        var info = ShapeInfo(value);
        try
        {
            nuint rank;
            Check(((delegate* unmanaged<nint, nuint*, nint>)Function(OrtFunction.GetDimensionsCount))(info, &rank));
            var shape = new long[(int)rank];
            fixed (long* pointer = shape)
            {
                Check(((delegate* unmanaged<nint, long*, nuint, nint>)Function(OrtFunction.GetDimensions))(info, pointer, rank));
            }

            return shape;
        }
        finally
        {
            Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    /// <summary>Runs a model on the calling thread. Inputs and outputs are in the order of the names.</summary>
    public OrtValue[] Run(OrtSessionHandle session, Utf8Names inputNames, ReadOnlySpan<OrtValue> inputs, Utf8Names outputNames, int outputs)
    {
        var inputPointers = stackalloc nint[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputPointers[i] = inputs[i].DangerousGetHandle();
        }

        var outputPointers = stackalloc nint[outputs];
        new Span<nint>(outputPointers, outputs).Clear();
        var added = false;
        try
        {
            session.DangerousAddRef(ref added);
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Function(OrtFunction.Run))(
                session.DangerousGetHandle(),
                0,
                inputNames.Pointers,
                inputPointers,
                (nuint)inputs.Length,
                outputNames.Pointers,
                (nuint)outputs,
                outputPointers));
        }
        finally
        {
            if (added)
            {
                session.DangerousRelease();
            }

            // The raw pointers above are invisible to the collector.
            foreach (var input in inputs)
            {
                GC.KeepAlive(input);
            }
        }

        var values = new OrtValue[outputs];
        for (var i = 0; i < outputs; i++)
        {
            values[i] = new OrtValue(this, outputPointers[i]);
        }

        return values;
    }

    public void Release(OrtFunction release, nint pointer) => ((delegate* unmanaged<nint, void>)Function(release))(pointer);

    private static OrtApi LoadLibrary(string path)
    {
        nint library;
        nint export;
        try
        {
            library = NativeLibrary.Load(path);
            export = NativeLibrary.GetExport(library, "OrtGetApiBase");
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new SpeechEngineException($"The native library '{Path.GetFileName(path)}' cannot be loaded: {error.Message}", error);
        }

        // OrtApiBase is two pointers: GetApi(version) and GetVersionString().
        var functions = (nint*)((delegate* unmanaged<nint>)export)();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)functions[1])()) ?? "";
        var table = (nint*)((delegate* unmanaged<uint, nint>)functions[0])(RequestedVersion);
        return table is null
            ? throw new SpeechEngineException($"ONNX Runtime {version} does not serve version {RequestedVersion} of its API.")
            : new OrtApi(table, version);
    }

    private nint Function(OrtFunction function) => _table[(int)function];

    private OrtValue CreateTensor<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> shape, int elementType)
        where T : unmanaged
    {
        var elements = 1L;
        foreach (var dimension in shape)
        {
            elements *= dimension;
        }

        if (elements != data.Length)
        {
            throw new ArgumentException($"The shape asks for {elements} elements, the data has {data.Length}.", nameof(data));
        }

        nint pointer;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Function(OrtFunction.CreateTensorAsOrtValue))(
                _allocator, dimensions, (nuint)shape.Length, elementType, &pointer));
        }

        var value = new OrtValue(this, pointer);
        if (!data.IsEmpty)
        {
            data.CopyTo(TensorData<T>(value));
        }

        return value;
    }

    private nint ShapeInfo(OrtValue value)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(OrtFunction.GetTensorTypeAndShape))(value.DangerousGetHandle(), &info));
        return info;
    }

    private string[] Names(OrtSessionHandle session, OrtFunction countOf, OrtFunction nameOf)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Function(countOf))(session.DangerousGetHandle(), &count));
        var names = new string[(int)count];
        for (var i = 0; i < names.Length; i++)
        {
            nint name;
            Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Function(nameOf))(
                session.DangerousGetHandle(), (nuint)i, _allocator, &name));
            names[i] = Marshal.PtrToStringUTF8(name) ?? "";
            Check(((delegate* unmanaged<nint, nint, nint>)Function(OrtFunction.AllocatorFree))(_allocator, name));
        }

        return names;
    }

    /// <summary>The one place where a status of the library becomes an exception.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private void Throw(nint status)
    {
        var code = ((delegate* unmanaged<nint, int>)Function(OrtFunction.GetErrorCode))(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Function(OrtFunction.GetErrorMessage))(status));
        Release(OrtFunction.ReleaseStatus, status);
        throw new SpeechEngineException($"ONNX Runtime error {code}: {message}");
    }
}
