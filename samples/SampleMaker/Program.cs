using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.SampleMaker;

// Makes the sample calls: samples/scripts/*.json in, samples/calls/* and samples/calls.jsonl out. See samples/README.md.
if (args is not [var samples] || !Directory.Exists(Path.Combine(samples, "scripts")))
{
    Console.Error.WriteLine("usage: SampleMaker SAMPLES_FOLDER   (the folder that holds scripts/; needs flite, sox and ffmpeg)");
    return 2;
}

var json = new JsonSerializerOptions(JsonSerializerDefaults.Web)
{
    WriteIndented = true,
    NewLine = "\n",
    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
};
var oneLine = new JsonSerializerOptions(json) { WriteIndented = false };
var calls = Directory.CreateDirectory(Path.Combine(samples, "calls")).FullName;
var work = Directory.CreateTempSubdirectory("callscript-samples-");
try
{
    var maker = new CallMaker(work.FullName);
    var labelled = new List<string>();
    foreach (var path in Directory.EnumerateFiles(Path.Combine(samples, "scripts"), "*.json").Order(StringComparer.Ordinal))
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var script = JsonSerializer.Deserialize<SampleScript>(await File.ReadAllTextAsync(path), json)
            ?? throw new InvalidDataException($"{path} holds no script.");
        var (truth, recording) = await maker.MakeAsync(name, script);
        await File.WriteAllBytesAsync(Path.Combine(calls, truth.File), recording);
        await File.WriteAllTextAsync(Path.Combine(calls, $"{name}.json"), JsonSerializer.Serialize(truth, json) + "\n");
        if (!script.Corrupt)
        {
            labelled.Add(JsonSerializer.Serialize(Label(truth), oneLine));
        }

        Console.WriteLine($"{truth.File,-40} {truth.DurationSeconds,6:0.0} s  {truth.Layout,-10} {recording.Length / 1000.0,7:0} kB");
    }

    await File.WriteAllTextAsync(Path.Combine(samples, "calls.jsonl"), string.Join('\n', labelled) + "\n");
    return 0;
}
finally
{
    work.Delete(recursive: true);
}

static LabelledCall Label(CallTruth truth) => new(
    truth.Name,
    truth.Vertical,
    truth.DurationSeconds,
    [.. truth.Lines.Select(line => new LabelledSegment(line.Speaker, line.Start, line.End, line.Text))],
    [.. truth.Expected.Flags.Select(flag => new LabelledFlag(flag.Slug, flag.Segment))],
    truth.Note);
