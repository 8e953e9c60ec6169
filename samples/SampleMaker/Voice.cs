using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CallScript.SampleMaker;

/// <summary>One sentence as sound, with the times of its words in seconds from its first sample.</summary>
internal sealed record Utterance(float[] Samples, IReadOnlyList<TruthWord> Words);

/// <summary>Speaks sentences with flite and sends them through a telephone's band.</summary>
internal sealed class Voice(string workFolder)
{
    // A little slower than the voices' own pace, which is hurried for a telephone.
    private const string Pace = "duration_stretch=1.08";

    private readonly Dictionary<(string Voice, string Word), string[]> _phonesOfWords = [];

    /// <summary>Synthesizes a sentence at 8 kHz, 300-3400 Hz, at an equal loudness for every voice.</summary>
    public async Task<Utterance> SpeakAsync(string voice, string sentence)
    {
        var path = Path.Combine(workFolder, "utterance.wav");
        var printed = await Tool.RunAsync("flite", ["-voice", voice, "--setf", Pace, "-psdur", "-t", sentence, "-o", path]);
        var phones = ParsePhones(Encoding.ASCII.GetString(printed));
        // -D and -R: no random dither, so that the same script always gives the same file.
        var raw = await Tool.RunAsync(
            "sox",
            [
                "-D", "-R", path, "-t", "raw", "-r", "8000", "-c", "1", "-e", "signed", "-b", "16", "-",
                "gain", "-6", "highpass", "300", "lowpass", "3400",
            ]);
        var samples = Array.ConvertAll(MemoryMarshal.Cast<byte, short>(raw).ToArray(), sample => sample / 32768f);
        // The diphone voice renders a little faster than the durations that it prints.
        var scale = (double)samples.Length / Telephone.SampleRate / phones[^1].End;
        var words = await TimeWordsAsync(voice, sentence, phones, scale);
        Telephone.Level(samples, words[0].Start, words[^1].End);
        return new Utterance(samples, words);
    }

    // flite prints the time of every phone but not of words, so each word is also spoken alone and its phones are
    // found again in the sentence. Alignment, because a word in a sentence may lose or change a phone.
    private async Task<IReadOnlyList<TruthWord>> TimeWordsAsync(string voice, string sentence, List<Phone> phones, double scale)
    {
        var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parts = new List<(string Name, int Word)>();
        for (var word = 0; word < words.Length; word++)
        {
            foreach (var name in await PhonesOfAsync(voice, words[word]))
            {
                parts.Add((name, word));
            }
        }

        var spoken = phones.Where(phone => phone.Name != "pau").ToList();
        var times = new (double Start, double End)?[words.Length];
        foreach (var (part, phone) in Align(parts.ConvertAll(part => part.Name), spoken.ConvertAll(phone => phone.Name)))
        {
            var word = parts[part].Word;
            times[word] = (times[word]?.Start ?? spoken[phone].Start, spoken[phone].End);
        }

        return words.Select((text, index) => times[index] is { } time
                ? new TruthWord(text, time.Start * scale, time.End * scale)
                : throw new InvalidOperationException($"The word '{text}' could not be found in the sound of '{sentence}'."))
            .ToList();
    }

    private async Task<string[]> PhonesOfAsync(string voice, string word)
    {
        if (!_phonesOfWords.TryGetValue((voice, word), out var names))
        {
            var printed = await Tool.RunAsync("flite", ["-voice", voice, "-psdur", "-t", word, "-o", "none"]);
            names = [.. ParsePhones(Encoding.ASCII.GetString(printed)).Where(phone => phone.Name != "pau").Select(phone => phone.Name)];
            _phonesOfWords.Add((voice, word), names);
        }

        return names;
    }

    private static List<Phone> ParsePhones(string printed)
    {
        var phones = new List<Phone>();
        foreach (var item in printed.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = item.LastIndexOf(':');
            var end = double.Parse(item.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            phones.Add(new Phone(item[..colon], phones.Count == 0 ? 0 : phones[^1].End, end));
        }

        return phones;
    }

    /// <summary>The pairs of an alignment with the fewest changes (Needleman and Wunsch).</summary>
    private static List<(int Left, int Right)> Align(List<string> left, List<string> right)
    {
        var cost = new int[left.Count + 1, right.Count + 1];
        for (var i = 0; i <= left.Count; i++)
        {
            for (var j = 0; j <= right.Count; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => 2 * j,
                    (_, 0) => 2 * i,
                    _ => Math.Min(
                        cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 3),
                        2 + Math.Min(cost[i - 1, j], cost[i, j - 1])),
                };
            }
        }

        var pairs = new List<(int Left, int Right)>();
        for (var (i, j) = (left.Count, right.Count); i > 0 && j > 0;)
        {
            if (cost[i, j] == cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 3))
            {
                pairs.Add((--i, --j));
            }
            else if (cost[i, j] == 2 + cost[i - 1, j])
            {
                i--;
            }
            else
            {
                j--;
            }
        }

        pairs.Reverse();
        return pairs;
    }

    private readonly record struct Phone(string Name, double Start, double End);
}
