using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Recordings;

/// <summary>How the parties lie on the channels of a recording.</summary>
public enum ChannelLayout
{
    Mono,

    /// <summary>Two truly different channels: a party on each.</summary>
    Stereo,

    /// <summary>Two channels that carry the same sound. Transcribing both would double every word.</summary>
    DualMono,
}

/// <summary>What decoding the audio once tells about it.</summary>
/// <param name="DurationSeconds">Measured by decoding, not read from a header.</param>
/// <param name="Channels">Channels in the file.</param>
/// <param name="Layout">Whether the channels differ.</param>
/// <param name="Peaks">
/// The waveform as the player draws it: for each of up to 1000 equal slices of time and each channel (interleaved:
/// slice 0 channel 0, slice 0 channel 1, ...), the loudest absolute sample scaled to 0-255.
/// </param>
public sealed record AudioProfile(double DurationSeconds, int Channels, ChannelLayout Layout, byte[] Peaks);

/// <summary>A file as the vault took it in.</summary>
/// <param name="StorageKey">Where the vault keeps it; starts with the organization's id.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="ByteCount">Size in bytes.</param>
/// <param name="MediaType">Sniffed from the content, for example <c>audio/mpeg</c>.</param>
public sealed record StoredRecording(string StorageKey, string Sha256, long ByteCount, string MediaType);

/// <summary>The vaulted recording of one call.</summary>
public sealed class Recording : ITenantOwned
{
    private Recording()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallId CallId { get; private set; }

    public string StorageKey { get; private set; } = "";

    public string Sha256 { get; private set; } = "";

    public long ByteCount { get; private set; }

    public string MediaType { get; private set; } = "";

    /// <summary>Seconds; 0 until measured.</summary>
    public double DurationSeconds { get; private set; }

    /// <summary>0 until measured.</summary>
    public int Channels { get; private set; }

    public ChannelLayout Layout { get; private set; }

    /// <summary>See <see cref="AudioProfile.Peaks"/>; empty until measured.</summary>
    public byte[] Peaks { get; private set; } = [];

    public DateTimeOffset StoredAt { get; private set; }

    public static Recording Create(OrganizationId organizationId, CallId callId, StoredRecording stored, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            CallId = callId,
            StorageKey = stored.StorageKey,
            Sha256 = stored.Sha256,
            ByteCount = stored.ByteCount,
            MediaType = stored.MediaType,
            StoredAt = now,
        };

    /// <summary>Takes what decoding the audio told.</summary>
    public void Measure(AudioProfile profile)
    {
        DurationSeconds = profile.DurationSeconds;
        Channels = profile.Channels;
        Layout = profile.Layout;
        Peaks = profile.Peaks;
    }
}
