using CallScript.Infrastructure.Speech;
using CallScript.Infrastructure.Speech.Assets;
using CallScript.Infrastructure.Speech.Native;

namespace CallScript.Infrastructure.Tests.Speech;

[Collection(SpeechEngineGroup.Name)]
public sealed class NativeTests(SpeechFixture fixture)
{
    private OrtApi Api => OrtApi.Load(Path.Combine(fixture.EngineDirectory, SpeechAssets.LibraryFile));

    [Fact]
    public void NativeTypes_Always_AreInternal()
    {
        var types = typeof(OrtApi).Assembly.GetTypes().Where(type => type.Namespace == typeof(OrtApi).Namespace).ToList();
        types.Count.ShouldBeGreaterThan(5);
        types.Where(type => type.IsVisible).ShouldBeEmpty();
    }

    [Fact]
    public void NativeTypes_OutsideTheSpeechFolder_AreUnknown()
    {
        var native = typeof(OrtApi).Namespace!;
        var offenders = typeof(OrtApi).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("CallScript.Infrastructure.Speech", StringComparison.Ordinal) != true)
            .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static
                | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
            .Where(field => field.FieldType.Namespace == native);
        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void Load_WhenTheLibraryIsThere_ServesTheRequestedTable()
    {
        Version.Parse(Api.Version).ShouldBeGreaterThanOrEqualTo(new Version(1, (int)OrtApi.RequestedVersion));
        OrtApi.Load(Path.Combine(fixture.EngineDirectory, ".", SpeechAssets.LibraryFile)).ShouldBeSameAs(Api);
    }

    [Fact]
    public void Load_WhenTheFileIsNoLibrary_SaysSo()
    {
        var path = fixture.PathOf("not-a-library.so");
        File.WriteAllText(path, "text");
        Should.Throw<SpeechEngineException>(() => OrtApi.Load(path)).Message.ShouldContain("not-a-library.so");
    }

    [Fact]
    public void CreateTensor_WhenReadBack_HasTheSameShapeAndElements()
    {
        using var tensor = Api.CreateTensor([1f, 2f, 3f, 4f, 5f, 6f], [1, 2, 3]);
        tensor.Shape.ShouldBe([1, 2, 3]);
        tensor.Floats.ToArray().ShouldBe([1f, 2f, 3f, 4f, 5f, 6f]);
        using var empty = Api.CreateTensor(ReadOnlySpan<float>.Empty, [1, 8, 0, 36]);
        empty.Shape.ShouldBe([1, 8, 0, 36]);
        empty.Floats.Length.ShouldBe(0);
        Should.Throw<ArgumentException>(() => Api.CreateTensor([1f], [2]));
    }

    [Fact]
    public void Load_WhenTheModelIsBroken_CarriesTheReasonOfTheLibrary()
    {
        var path = fixture.PathOf("broken.onnx");
        File.WriteAllText(path, "no model");
        using var environment = Api.CreateEnvironment();
        Should.Throw<SpeechEngineException>(() => OrtModel.Load(Api, environment, path)).Message.ShouldContain("ONNX Runtime error");
    }

    [Fact]
    public void Run_WhenAnInputHasTheWrongShape_ThrowsAndTheModelStaysUsable()
    {
        using var environment = Api.CreateEnvironment();
        using var model = OrtModel.Load(Api, environment, Path.Combine(fixture.EngineDirectory, SpeechAssets.EncoderFile));
        model.Inputs.ShouldBe(["input_values"]);
        using var wrong = model.NewIntegers([1], [1]);
        Should.Throw<SpeechEngineException>(() => model.Run([wrong])).Message.ShouldContain("Unexpected input data type");
        Should.Throw<ArgumentException>(() => model.Run([]));

        using var right = model.NewFloats(new float[16_000], [1, 16_000]);
        var output = model.Run([right]).ShouldHaveSingleItem();
        output.Shape.ShouldBe([1, 40, 288]);
        output.Dispose();
    }

    [Fact]
    public void Environment_WhenDisposedBeforeItsModel_LivesUntilTheModelIsGone()
    {
        var environment = Api.CreateEnvironment();
        using var model = OrtModel.Load(Api, environment, Path.Combine(fixture.EngineDirectory, SpeechAssets.EncoderFile));
        environment.Dispose();
        using var input = model.NewFloats(new float[16_000], [1, 16_000]);
        model.Run([input]).ShouldHaveSingleItem().Dispose();
    }
}
