using System.Text.Json;
using CallScript.Domain.Common;

namespace CallScript.Infrastructure.Speech.Assets;

/// <summary>What a preparation did.</summary>
/// <param name="Directory">The prepared folder.</param>
/// <param name="Written">False when the folder already held exactly this.</param>
public sealed record PreparedSpeech(string Directory, bool Written);

/// <summary>
/// Turns the installed packages into the folder that the engine loads: native library, encoder, decoder with its
/// cross-attention exported, voice activity model and tokens.
/// </summary>
public static class SpeechAssetPreparer
{
    private const string NativePackage = "sherpa-onnx-linux-x64";
    private const string ModelPackage = "@moonshine-ai/moonshine-js";
    private const string VoiceActivityPackage = "@ricky0123/vad-web";

    private static readonly (string Package, string Source, string Target)[] Copies =
    [
        (NativePackage, "libonnxruntime.so", SpeechAssets.LibraryFile),
        (ModelPackage, "dist/model/tiny/quantized/encoder_model.onnx", SpeechAssets.EncoderFile),
        (VoiceActivityPackage, "dist/silero_vad_v6.onnx", SpeechAssets.VoiceActivityFile),
    ];

    private const string DecoderSource = "dist/model/tiny/quantized/decoder_model_merged.onnx";
    private const string ScriptSource = "dist/moonshine.min.js";

    /// <summary>
    /// Prepares the folder, or leaves it alone when it is current and whole. The result appears in one rename, so that
    /// an interrupted preparation is never mistaken for a finished one.
    /// </summary>
    /// <param name="packages">The <c>node_modules</c> folder with the installed packages.</param>
    /// <param name="output">The folder to write.</param>
    /// <returns>
    /// The folder, or <c>speech_packages_missing</c>, <c>speech_packages_unexpected</c>, <c>speech_directory_occupied</c>.
    /// </returns>
    public static Result<PreparedSpeech> Prepare(string packages, string output)
    {
        var missing = Copies
            .Select(copy => Source(packages, copy.Package, copy.Source))
            .Append(Source(packages, ModelPackage, DecoderSource))
            .Append(Source(packages, ModelPackage, ScriptSource))
            .FirstOrDefault(path => !File.Exists(path));
        if (missing is not null)
        {
            return new Error(
                ErrorKind.NotFound,
                "speech_packages_missing",
                $"The packages lack '{missing}'. Install them with 'npm ci --ignore-scripts' from deploy/runtime.");
        }

        try
        {
            var versions = new[] { NativePackage, ModelPackage, VoiceActivityPackage }
                .ToDictionary(name => name, name => Version(packages, name), StringComparer.Ordinal);
            var target = Path.GetFullPath(output);
            if (IsCurrent(target, versions))
            {
                return new PreparedSpeech(target, Written: false);
            }

            // The folder is replaced whole, so it must be one of ours: a mistyped path must not delete anything.
            if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !SpeechAssets.HasManifest(target))
            {
                return new Error(
                    ErrorKind.Conflict,
                    "speech_directory_occupied",
                    $"'{target}' holds something other than a prepared speech model. Name an empty or a new folder.");
            }

            Write(packages, target, versions);
            return new PreparedSpeech(target, Written: true);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or FormatException)
        {
            return new Error(
                ErrorKind.Validation,
                "speech_packages_unexpected",
                $"The packages are not what was expected: {error.Message} Install the versions of deploy/runtime/package-lock.json.");
        }
    }

    private static void Write(string packages, string target, Dictionary<string, string> versions)
    {
        var parent = Path.GetDirectoryName(target) ?? target;
        Directory.CreateDirectory(parent);
        var staging = Path.Combine(parent, $".{Path.GetFileName(target)}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var (package, source, file) in Copies)
            {
                File.Copy(Source(packages, package, source), Path.Combine(staging, file));
            }

            var decoder = CrossAttentionExport.Apply(File.ReadAllBytes(Source(packages, ModelPackage, DecoderSource)));
            File.WriteAllBytes(Path.Combine(staging, SpeechAssets.DecoderFile), decoder);
            var tokens = MoonshineVocabulary.Extract(File.ReadAllText(Source(packages, ModelPackage, ScriptSource)));
            File.WriteAllText(Path.Combine(staging, SpeechAssets.TokensFile), tokens);

            var hashes = SpeechAssets.Files.ToDictionary(
                file => file, file => SpeechAssets.Hash(Path.Combine(staging, file)), StringComparer.Ordinal);
            var manifest = new SpeechAssetManifest(SpeechAssetManifest.CurrentLayout, versions, hashes);
            File.WriteAllBytes(
                Path.Combine(staging, SpeechAssets.ManifestFile),
                JsonSerializer.SerializeToUtf8Bytes(manifest, SpeechAssetJson.Default.SpeechAssetManifest));

            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            Directory.Move(staging, target);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static bool IsCurrent(string target, Dictionary<string, string> versions)
    {
        var manifest = SpeechAssets.ReadManifest(target);
        return manifest is { Layout: SpeechAssetManifest.CurrentLayout }
            && versions.All(version => manifest.Packages.GetValueOrDefault(version.Key) == version.Value)
            && SpeechAssets.Files.All(file =>
                File.Exists(Path.Combine(target, file))
                && manifest.Sha256.GetValueOrDefault(file) == SpeechAssets.Hash(Path.Combine(target, file)));
    }

    private static string Version(string packages, string package)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Source(packages, package, "package.json")));
        return document.RootElement.TryGetProperty("version", out var version) && version.GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"The package {package} names no version.");
    }

    private static string Source(string packages, string package, string file) => Path.Combine(packages, package, file);
}
