namespace CallScript.Infrastructure.Speech.Native;

/// <summary>
/// Positions in ONNX Runtime's C function table (<c>OrtApi</c>). The table only ever grows at its end, so a position
/// holds for every version that serves <see cref="OrtApi.RequestedVersion"/>.
/// </summary>
internal enum OrtFunction
{
    GetErrorCode = 1,
    GetErrorMessage = 2,
    CreateEnv = 3,
    CreateSession = 7,
    Run = 9,
    CreateSessionOptions = 10,
    DisableMemPattern = 17,
    SetIntraOpNumThreads = 24,
    SetInterOpNumThreads = 25,
    SessionGetInputCount = 30,
    SessionGetOutputCount = 31,
    SessionGetInputName = 36,
    SessionGetOutputName = 37,
    CreateTensorAsOrtValue = 48,
    GetTensorMutableData = 51,
    GetDimensionsCount = 61,
    GetDimensions = 62,
    GetTensorShapeElementCount = 64,
    GetTensorTypeAndShape = 65,
    AllocatorFree = 76,
    GetAllocatorWithDefaultOptions = 78,
    ReleaseEnv = 92,
    ReleaseStatus = 93,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseTensorTypeAndShapeInfo = 99,
    ReleaseSessionOptions = 100,
}
