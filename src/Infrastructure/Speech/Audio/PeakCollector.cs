namespace CallScript.Infrastructure.Speech.Audio;

/// <summary>
/// The waveform as a player draws it. The length is unknown until the end, so peaks are first kept for every 10 ms and
/// then gathered into the slices asked for.
/// </summary>
internal sealed class PeakCollector(int channels)
{
    private const int FramesPerBlock = FfmpegDecoder.SampleRate / 100;

    private readonly List<byte> _blocks = [];
    private readonly float[] _peaks = new float[channels];
    private int _filled;

    /// <summary>The loudest sample of each channel in the whole recording.</summary>
    public float[] Loudest { get; } = new float[channels];

    public void Add(ReadOnlySpan<float> interleaved)
    {
        for (var i = 0; i < interleaved.Length; i += channels)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                _peaks[channel] = Math.Max(_peaks[channel], Math.Abs(interleaved[i + channel]));
            }

            if (++_filled == FramesPerBlock)
            {
                Close();
            }
        }
    }

    /// <param name="maxSlices">At most so many equal slices of time.</param>
    /// <returns>Slice by slice the peak of each channel, scaled to 0-255.</returns>
    public byte[] Finish(int maxSlices)
    {
        if (_filled > 0)
        {
            Close();
        }

        var blocks = _blocks.Count / channels;
        var slices = Math.Min(maxSlices, blocks);
        var result = new byte[slices * channels];
        for (var block = 0; block < blocks; block++)
        {
            var slice = (int)((long)block * slices / blocks);
            for (var channel = 0; channel < channels; channel++)
            {
                ref var peak = ref result[(slice * channels) + channel];
                peak = Math.Max(peak, _blocks[(block * channels) + channel]);
            }
        }

        return result;
    }

    private void Close()
    {
        for (var channel = 0; channel < channels; channel++)
        {
            _blocks.Add((byte)Math.Min(255, (int)Math.Round(_peaks[channel] * 255)));
            Loudest[channel] = Math.Max(Loudest[channel], _peaks[channel]);
        }

        Array.Clear(_peaks);
        _filled = 0;
    }
}
