using System.Text.RegularExpressions;

namespace CallScript.SampleMaker;

/// <summary>A sample as it goes to disk.</summary>
internal sealed record MadeCall(CallTruth Truth, byte[] Recording);

/// <summary>Turns a script into a recording and the truth about it.</summary>
internal sealed partial class CallMaker(string workFolder)
{
    private const double LeadIn = 0.6;
    private const double LeadOut = 0.8;
    private const double ShortestPause = 0.25;
    private const double LongestPause = 0.75;

    private readonly Voice _voice = new(workFolder);

    public async Task<MadeCall> MakeAsync(string name, SampleScript script)
    {
        // The seed is a part of the recipe: pauses and noise come out the same every time.
        var random = new Random(Seed(name));
        var file = $"{name}.{script.File}";
        if (script.Corrupt)
        {
            var length = script.LengthSeconds ?? throw new InvalidDataException($"{name}: a corrupt call needs lengthSeconds.");
            var unreadable = new CallTruth(
                name, file, script.Vertical, length, 0, "unreadable", 0, Expect(script, []), script.Note, script.Ringba, []);
            return new MadeCall(unreadable, AudioFile.CorruptMp3(length: 180_000, random));
        }

        var parts = new List<(int Channel, double Start, float[] Samples)>();
        var lines = new List<TruthLine>();
        var sentences = new List<IReadOnlyList<TruthLine>>();
        var now = LeadIn;
        foreach (var line in script.Lines)
        {
            var channel = ChannelOf(script, line.Speaker);
            now += line.Pause ?? (lines.Count == 0 ? 0 : ShortestPause + (random.NextDouble() * (LongestPause - ShortestPause)));
            var spoken = new List<TruthLine>();
            foreach (var sentence in SentenceEnd().Split(line.Text))
            {
                var utterance = await _voice.SpeakAsync(script.Voices[line.Speaker], sentence);
                parts.Add((channel, now, utterance.Samples));
                var words = utterance.Words
                    .Select(word => new TruthWord(word.Text, Seconds(now + word.Start), Seconds(now + word.End)))
                    .ToList();
                spoken.Add(new TruthLine(line.Speaker, channel, words[0].Start, words[^1].End, sentence, words));
                now += (double)utterance.Samples.Length / Telephone.SampleRate;
            }

            sentences.Add(spoken);
            lines.Add(new TruthLine(
                line.Speaker, channel, spoken[0].Start, spoken[^1].End, line.Text, [.. spoken.SelectMany(sentence => sentence.Words)]));
            if (line.ToneAfter)
            {
                var tone = Telephone.Tone(hertz: 1000, seconds: 0.6);
                parts.Add((channel, now + 0.3, tone));
                now += 0.9;
            }
        }

        var duration = lines.Count > 0
            ? now + LeadOut
            : script.LengthSeconds ?? throw new InvalidDataException($"{name}: a call without lines needs lengthSeconds.");
        var channels = Mix(parts, (int)(duration * Telephone.SampleRate), script.Layout, noisy: lines.Count > 0, random);
        var truth = new CallTruth(
            name,
            file,
            script.Vertical,
            Seconds((double)channels[0].Length / Telephone.SampleRate),
            channels.Count,
            script.Layout,
            Seconds(LongestSilence(lines, duration)),
            Expect(script, sentences),
            script.Note,
            script.Ringba,
            lines);
        var recording = script.File == "mp3"
            ? await AudioFile.Mp3Async(channels, workFolder)
            : AudioFile.Wave(channels, companded: lines.Count > 0);
        return new MadeCall(truth, recording);
    }

    private static List<byte[]> Mix(
        List<(int Channel, double Start, float[] Samples)> parts, int length, string layout, bool noisy, Random random)
    {
        var mixed = Enumerable.Range(0, layout == "stereo" ? 2 : 1).Select(_ => new float[length]).ToList();
        foreach (var (channel, start, samples) in parts)
        {
            var offset = (int)(start * Telephone.SampleRate);
            for (var i = 0; i < samples.Length; i++)
            {
                mixed[channel][offset + i] += samples[i];
            }
        }

        if (noisy)
        {
            mixed.ForEach(channel => Telephone.AddNoise(channel, random));
        }

        var companded = mixed.ConvertAll(channel => Array.ConvertAll(channel, Telephone.Encode));
        return layout == "dual_mono" ? [companded[0], companded[0]] : companded;
    }

    private static ExpectedOutcome Expect(SampleScript script, List<IReadOnlyList<TruthLine>> sentences)
    {
        var flags = script.Expected.Absences.Select(slug => new ExpectedFlag(slug, null, null, null)).ToList();
        for (var index = 0; index < script.Lines.Count; index++)
        {
            foreach (var (slug, proof) in script.Lines[index].Breaks ?? new Dictionary<string, string?>())
            {
                var spoken = sentences[index];
                var shown = proof is null
                    ? spoken
                    : spoken.Where(sentence => sentence.Text == proof).ToList() is { Count: 1 } one
                        ? one
                        : throw new InvalidDataException($"Line {index} does not hold the sentence '{proof}' that is to show {slug}.");
                flags.Add(new ExpectedFlag(slug, index, shown[0].Start, shown[^1].End));
            }
        }

        return new ExpectedOutcome(script.Expected.Status, script.Expected.FailureCategory, flags);
    }

    private static int ChannelOf(SampleScript script, string speaker) =>
        script.Layout != "stereo" ? 0 : speaker == "caller" ? 1 - script.AgentChannel : script.AgentChannel;

    private static double LongestSilence(List<TruthLine> lines, double duration)
    {
        double longest = 0, heard = 0;
        foreach (var line in lines)
        {
            longest = Math.Max(longest, line.Start - heard);
            heard = line.End;
        }

        return Math.Max(longest, duration - heard);
    }

    private static double Seconds(double value) => Math.Round(value, 3);

    // FNV-1a: the hash of a string differs from run to run.
    private static int Seed(string name) =>
        (int)(name.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u)) & 0x7FFFFFFF);

    [GeneratedRegex(@"(?<=[.?!]) ")]
    private static partial Regex SentenceEnd();
}
