namespace CallScript.Infrastructure.Speech.Speakers;

/// <summary>Which of two voices speaks each phrase.</summary>
/// <param name="Voices">For each phrase 0 or 1, or null where it cannot be told.</param>
/// <param name="Confidence">0 when the phrases do not fall into two groups, towards 1 the clearer they do.</param>
internal sealed record VoiceSplit(IReadOnlyList<int?> Voices, double Confidence);

/// <summary>
/// Tells two voices on one channel apart without a model: timbre and pitch of each phrase, k-means with two centres,
/// and the silhouette as the judge of whether there are two groups at all.
/// </summary>
internal static class VoiceClusters
{
    public const string Method = "mfcc-clusters";

    // Shorter phrases are assigned to a voice but do not help to find it.
    private const double ReliableSeconds = 0.8;
    private const int FewestReliable = 4;
    private const int FewestOfEach = 2;
    private const int Rounds = 50;
    private const int Starts = 8;

    // One speaker alone reaches up to 0.33 by chance, two voices 0.59 and more (docs/speech.md).
    private const double OneVoice = 0.38;
    private const double TwoVoices = 0.6;

    // How far a coefficient's mean and deviation wander from phrase to phrase of one speaker, measured on real and
    // synthetic telephone speech. A scale of the recording's own would blow the wanderings of one voice up into two.
    private static readonly double[] Wandering =
    [
        4.3, 4.2, 2.6, 2.2, 1.5, 1.5, 1.0, 0.9, 0.9, 0.8, 0.8, 0.8,
        2.5, 2.0, 1.6, 1.0, 0.7, 0.8, 0.5, 0.5, 0.6, 0.5, 0.7, 0.6,
    ];

    // Half as much for each deviation, which says less about a voice; a pitch difference of a twelfth counts double.
    private const double DeviationWeight = 0.5;
    private const double PitchWeight = 2;
    private const double PitchWandering = 0.06;

    public static VoiceSplit Split(IReadOnlyList<VoicePrint?> prints)
    {
        var reliable = prints.Where(print => print is { Seconds: >= ReliableSeconds }).Select(print => print!).ToList();
        if (reliable.Count < FewestReliable)
        {
            return new VoiceSplit([.. prints.Select(_ => (int?)null)], 0);
        }

        // A phrase without clear pitch is neither high nor low.
        var pitch = reliable.Where(print => print.LogPitch is not null).Select(print => print.LogPitch!.Value).DefaultIfEmpty().Average();
        var points = reliable.Select(print => Point(print, pitch)).ToList();
        var weights = reliable.Select(print => Math.Min(print.Seconds, 5)).ToList();
        var centres = Enumerable.Range(0, Math.Min(Starts, points.Count))
            .Select(start => Refine(points, weights, start))
            .MinBy(candidate => Spread(points, weights, candidate))!;

        var labels = points.Select(point => Nearest(centres, point)).ToList();
        var silhouette = Silhouette(points, weights, labels);
        var smaller = Math.Min(labels.Count(label => label == 0), labels.Count(label => label == 1));
        var confidence = smaller < FewestOfEach ? 0 : Math.Clamp((silhouette - OneVoice) / (TwoVoices - OneVoice), 0, 1);
        return new VoiceSplit(
            [.. prints.Select(print => confidence > 0 && print is not null ? Nearest(centres, Point(print, pitch)) : (int?)null)],
            confidence);
    }

    /// <summary>The mean silhouette: how much nearer each phrase is to its own voice than to the other, -1 to 1.</summary>
    private static double Silhouette(List<double[]> points, List<double> weights, List<int> labels)
    {
        var (total, weight) = (0.0, 0.0);
        for (var i = 0; i < points.Count; i++)
        {
            Span<double> sums = [0, 0];
            Span<double> counts = [0, 0];
            for (var j = 0; j < points.Count; j++)
            {
                if (i != j)
                {
                    sums[labels[j]] += weights[j] * Math.Sqrt(Distance(points[i], points[j]));
                    counts[labels[j]] += weights[j];
                }
            }

            var (own, other) = (labels[i], 1 - labels[i]);
            weight += weights[i];
            if (counts[own] > 0 && counts[other] > 0)
            {
                var (near, far) = (sums[own] / counts[own], sums[other] / counts[other]);
                total += weights[i] * (far - near) / Math.Max(far, near);
            }
        }

        return total / weight;
    }

    private static double[][] Refine(List<double[]> points, List<double> weights, int start)
    {
        var farthest = points.MaxBy(point => Distance(point, points[start]))!;
        double[][] centres = [[.. points[start]], [.. farthest]];
        var labels = new int[points.Count];
        for (var round = 0; round < Rounds; round++)
        {
            var before = labels;
            labels = [.. points.Select(point => Nearest(centres, point))];
            if (round > 0 && labels.SequenceEqual(before))
            {
                break;
            }

            for (var voice = 0; voice < 2; voice++)
            {
                Centre(points, weights, labels, voice, centres[voice]);
            }
        }

        return centres;
    }

    private static void Centre(List<double[]> points, List<double> weights, int[] labels, int voice, double[] centre)
    {
        var weight = 0.0;
        var sum = new double[centre.Length];
        for (var i = 0; i < points.Count; i++)
        {
            if (labels[i] == voice)
            {
                weight += weights[i];
                for (var d = 0; d < sum.Length; d++)
                {
                    sum[d] += weights[i] * points[i][d];
                }
            }
        }

        for (var d = 0; weight > 0 && d < sum.Length; d++)
        {
            centre[d] = sum[d] / weight;
        }
    }

    private static double Spread(List<double[]> points, List<double> weights, double[][] centres) =>
        points.Zip(weights, (point, weight) => weight * Distance(point, centres[Nearest(centres, point)])).Sum();

    private static int Nearest(double[][] centres, double[] point) =>
        Distance(point, centres[0]) <= Distance(point, centres[1]) ? 0 : 1;

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    /// <summary>Brings every number to the same scale, so that none counts for more than it is meant to.</summary>
    private static double[] Point(VoicePrint print, double neutralPitch)
    {
        var point = new double[Wandering.Length + 1];
        for (var i = 0; i < Wandering.Length; i++)
        {
            point[i] = print.Timbre[i] / Wandering[i] * (i < VoicePrint.Coefficients ? 1 : DeviationWeight);
        }

        point[^1] = (print.LogPitch ?? neutralPitch) / PitchWandering * PitchWeight;
        return point;
    }
}
