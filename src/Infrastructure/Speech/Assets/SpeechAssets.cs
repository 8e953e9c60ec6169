using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallScript.Infrastructure.Speech.Assets;

/// <summary>The prepared folder: native library, models and tokens, with a manifest that says what they must be.</summary>
internal sealed record SpeechAssets(string Directory, SpeechAssetManifest Manifest)
{
    public const string LibraryFile = "libonnxruntime.so";
    public const string EncoderFile = "encoder.onnx";
    public const string DecoderFile = "decoder.onnx";
    public const string VoiceActivityFile = "voice-activity.onnx";
    public const string TokensFile = "tokens.txt";
    public const string ManifestFile = "manifest.json";

    public static IReadOnlyList<string> Files { get; } = [LibraryFile, EncoderFile, DecoderFile, VoiceActivityFile, TokensFile];

    public string Library => PathOf(LibraryFile);

    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <summary>Opens a prepared folder and checks every file against the manifest: a damaged model would answer nonsense.</summary>
    /// <exception cref="SpeechEngineException">The folder is missing, incomplete, damaged or of another version.</exception>
    public static SpeechAssets Open(string? directory)
    {
        const string remedy =
            "run 'npm ci --ignore-scripts' on deploy/runtime, then the worker's 'prepare-speech --packages <node_modules> --out <dir>', "
            + "and set Speech:Directory (environment: Speech__Directory) to that <dir>; './callscript up' does all of it";
        if (string.IsNullOrWhiteSpace(directory))
        {
            throw new SpeechEngineException($"The speech model's folder is not configured: {remedy}.");
        }

        var folder = Path.GetFullPath(directory);
        var manifest = ReadManifest(folder)
            ?? throw new SpeechEngineException($"There is no prepared speech model in '{folder}': {remedy}.");
        if (manifest.Layout != SpeechAssetManifest.CurrentLayout)
        {
            throw new SpeechEngineException(
                $"The speech model in '{folder}' was prepared by another version (layout {manifest.Layout}): {remedy}.");
        }

        foreach (var file in Files)
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path) || !manifest.Sha256.TryGetValue(file, out var expected) || Hash(path) != expected)
            {
                throw new SpeechEngineException($"The file '{file}' of the speech model is missing or damaged: {remedy}.");
            }
        }

        return new SpeechAssets(folder, manifest);
    }

    /// <returns>The manifest, or null when the folder has none that can be read.</returns>
    public static SpeechAssetManifest? ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SpeechAssetJson.Default.SpeechAssetManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool HasManifest(string folder) => File.Exists(Path.Combine(folder, ManifestFile));

    public static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <param name="Layout">Version of the preparation itself; a change of it makes prepared folders stale.</param>
/// <param name="Packages">The version of each package that the files came from.</param>
/// <param name="Sha256">Of each prepared file, lower-case hexadecimal.</param>
internal sealed record SpeechAssetManifest(
    int Layout, IReadOnlyDictionary<string, string> Packages, IReadOnlyDictionary<string, string> Sha256)
{
    public const int CurrentLayout = 2;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SpeechAssetManifest))]
internal sealed partial class SpeechAssetJson : JsonSerializerContext;
