using System.Runtime.InteropServices;

namespace CallScript.Infrastructure.Speech.Native;

/// <summary>A pointer that ONNX Runtime owns until it is released through the function named.</summary>
internal abstract class OrtHandle(OrtApi api, OrtFunction release) : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        api.Release(release, handle);
        return true;
    }
}

internal sealed class OrtEnvironmentHandle : OrtHandle
{
    public OrtEnvironmentHandle(OrtApi api, nint pointer)
        : base(api, OrtFunction.ReleaseEnv) => SetHandle(pointer);
}

internal sealed class OrtSessionOptionsHandle : OrtHandle
{
    public OrtSessionOptionsHandle(OrtApi api, nint pointer)
        : base(api, OrtFunction.ReleaseSessionOptions) => SetHandle(pointer);
}

/// <summary>A loaded model. It keeps its environment alive: releasing that first would crash.</summary>
internal sealed class OrtSessionHandle : OrtHandle
{
    private readonly OrtEnvironmentHandle _environment;

    public OrtSessionHandle(OrtApi api, OrtEnvironmentHandle environment, nint pointer)
        : base(api, OrtFunction.ReleaseSession)
    {
        var added = false;
        environment.DangerousAddRef(ref added);
        _environment = environment;
        SetHandle(pointer);
    }

    protected override bool ReleaseHandle()
    {
        var released = base.ReleaseHandle();
        _environment.DangerousRelease();
        return released;
    }
}

/// <summary>A tensor in native memory.</summary>
internal sealed class OrtValue : OrtHandle
{
    private readonly OrtApi _api;

    public OrtValue(OrtApi api, nint pointer)
        : base(api, OrtFunction.ReleaseValue)
    {
        _api = api;
        SetHandle(pointer);
    }

    /// <summary>The tensor's elements, valid while this value is not disposed.</summary>
    public ReadOnlySpan<float> Floats => _api.TensorData<float>(this);

    public long[] Shape => _api.TensorShape(this);
}

/// <summary>Names as the C API wants them: an array of pointers to zero-terminated UTF-8.</summary>
internal sealed unsafe class Utf8Names : SafeHandle
{
    private readonly int _count;

    public Utf8Names(IReadOnlyList<string> names)
        : base(0, ownsHandle: true)
    {
        _count = names.Count;
        var array = (nint*)NativeMemory.AllocZeroed((nuint)_count, (nuint)sizeof(nint));
        SetHandle((nint)array);
        for (var i = 0; i < _count; i++)
        {
            array[i] = Marshal.StringToCoTaskMemUTF8(names[i]);
        }
    }

    public override bool IsInvalid => handle == 0;

    public nint* Pointers => (nint*)handle;

    protected override bool ReleaseHandle()
    {
        for (var i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem(Pointers[i]);
        }

        NativeMemory.Free((void*)handle);
        return true;
    }
}
