using System.Text;
using CallScript.Infrastructure.Speech;
using CallScript.Infrastructure.Speech.Assets;

namespace CallScript.Infrastructure.Tests.Speech;

[Collection(SpeechEngineGroup.Name)]
public sealed class AssetTests(SpeechFixture fixture)
{
    [Fact]
    public void Replace_WhenAFieldIsNested_ChangesItAndKeepsTheRest()
    {
        byte[] inner = [.. ProtobufEdit.Number(1, 300), .. ProtobufEdit.Field(2, "old"u8)];
        byte[] message = [.. ProtobufEdit.Field(5, inner), .. ProtobufEdit.Number(9, ulong.MaxValue)];
        var edited = ProtobufEdit.Replace(message, 5, part => ProtobufEdit.Replace(part, 2, _ => "newer"u8.ToArray()));
        byte[] expected =
        [
            .. ProtobufEdit.Field(5, [.. ProtobufEdit.Number(1, 300), .. ProtobufEdit.Field(2, "newer"u8)]),
            .. ProtobufEdit.Number(9, ulong.MaxValue),
        ];
        edited.ShouldBe(expected);
    }

    [Theory]
    [InlineData(new byte[] { 0x0a, 0x05, 0x01 })]
    [InlineData(new byte[] { 0x08, 0x80 })]
    [InlineData(new byte[] { 0x0b })]
    public void Replace_WhenTheMessageIsBroken_SaysSo(byte[] message) =>
        Should.Throw<InvalidDataException>(() => ProtobufEdit.Replace(message, 7, part => part.ToArray()));

    [Fact]
    public void Apply_WhenTheModelIsAnother_SaysSo()
    {
        var model = ProtobufEdit.Field(7, ProtobufEdit.Field(1, ProtobufEdit.Field(4, "Add"u8)));
        Should.Throw<InvalidDataException>(() => CrossAttentionExport.Apply(model));
    }

    [Fact]
    public void Extract_WhenTheScriptHoldsAVocabulary_WritesItsBytes()
    {
        var entries = Enumerable.Range(0, MoonshineVocabulary.Size).Select(i => $"t{i}").ToArray();
        (entries[0], entries[1], entries[2], entries[3], entries[4]) = ("<unk>", "<s>", "</s>", "<0x0A>", "\u2581the");
        var script = $"let x=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\n', entries)))}\";";
        var tokens = MoonshineVocabulary.Parse(MoonshineVocabulary.Extract(script).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        tokens[3].ShouldBe([(byte)10]);
        tokens[4].ShouldBe(" the"u8.ToArray());
        tokens[^1].ShouldBe("t31999"u8.ToArray());
        Should.Throw<InvalidDataException>(() => MoonshineVocabulary.Extract("no such thing"));
    }

    [Fact]
    public void Prepare_WhenThePackagesAreMissing_NamesTheFile()
    {
        var error = SpeechAssetPreparer.Prepare(fixture.PathOf("no-packages"), fixture.PathOf("out")).Error!;
        error.Code.ShouldBe("speech_packages_missing");
        error.Message.ShouldContain("libonnxruntime.so");
        Directory.Exists(fixture.PathOf("out")).ShouldBeFalse();
    }

    [Fact]
    public void Prepare_WhenTheTargetHoldsSomethingElse_LeavesItAlone()
    {
        var target = Directory.CreateDirectory(fixture.PathOf("occupied")).FullName;
        File.WriteAllText(Path.Combine(target, "precious.txt"), "keep");
        SpeechAssetPreparer.Prepare(FakePackages("packages-1", script: "nothing"), target).Error!.Code
            .ShouldBe("speech_directory_occupied");
        File.ReadAllText(Path.Combine(target, "precious.txt")).ShouldBe("keep");
    }

    [Fact]
    public void Prepare_WhenThePackagesAreOthers_SaysSoAndLeavesNothingBehind()
    {
        var parent = Directory.CreateDirectory(fixture.PathOf("parent")).FullName;
        SpeechAssetPreparer.Prepare(FakePackages("packages-2", script: "nothing"), Path.Combine(parent, "out")).Error!.Code
            .ShouldBe("speech_packages_unexpected");
        Directory.EnumerateFileSystemEntries(parent).ShouldBeEmpty();
    }

    [Fact]
    public void Open_WhenTheFolderIsPrepared_IsWhole() =>
        SpeechAssets.Open(fixture.EngineDirectory).Manifest.Packages.Keys.ShouldContain("sherpa-onnx-linux-x64");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Open_WhenNothingIsConfigured_NamesTheCommand(string? directory) =>
        Should.Throw<SpeechEngineException>(() => SpeechAssets.Open(directory)).Message.ShouldContain("prepare-speech");

    [Fact]
    public void Open_WhenAFileIsDamaged_NamesIt()
    {
        var copy = Directory.CreateDirectory(fixture.PathOf("damaged")).FullName;
        foreach (var file in Directory.GetFiles(fixture.EngineDirectory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        using (var decoder = File.OpenWrite(Path.Combine(copy, SpeechAssets.DecoderFile)))
        {
            decoder.Seek(1_000_000, SeekOrigin.Begin);
            decoder.Write(new byte[64]);
        }

        Should.Throw<SpeechEngineException>(() => SpeechAssets.Open(copy)).Message.ShouldContain(SpeechAssets.DecoderFile);
    }

    private string FakePackages(string name, string script)
    {
        var root = fixture.PathOf(name);
        void Write(string path, string content)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        Write("sherpa-onnx-linux-x64/package.json", """{"version":"1.0.0"}""");
        Write("sherpa-onnx-linux-x64/libonnxruntime.so", "library");
        Write("@moonshine-ai/moonshine-js/package.json", """{"version":"1.0.0"}""");
        Write("@moonshine-ai/moonshine-js/dist/model/tiny/quantized/encoder_model.onnx", "encoder");
        Write("@moonshine-ai/moonshine-js/dist/model/tiny/quantized/decoder_model_merged.onnx", "decoder");
        Write("@moonshine-ai/moonshine-js/dist/moonshine.min.js", script);
        Write("@ricky0123/vad-web/package.json", """{"version":"1.0.0"}""");
        Write("@ricky0123/vad-web/dist/silero_vad_v6.onnx", "vad");
        return root;
    }
}
