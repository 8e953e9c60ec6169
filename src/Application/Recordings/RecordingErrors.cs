using CallScript.Domain.Common;

namespace CallScript.Application.Recordings;

/// <summary>
/// What can become of a download. <see cref="ErrorKind.Unavailable"/> is worth another try; the rest is final.
/// </summary>
public static class RecordingErrors
{
    public static Error Missing { get; } =
        new(ErrorKind.NotFound, "recording_missing", "The vault holds no such recording.");

    public static Error Gone(int status) =>
        new(ErrorKind.NotFound, "recording_gone", $"The recording's address answered {status}: it is no longer there.");

    public static Error Refused(int status) =>
        new(ErrorKind.Forbidden, "recording_refused", $"The recording's address answered {status}: access was refused.");

    public static Error NotAudio(string found) =>
        new(ErrorKind.Validation, "recording_not_audio", $"The recording's address answered with {found} instead of audio.");

    public static Error Empty { get; } =
        new(ErrorKind.Validation, "recording_empty", "The recording has no content.");

    public static Error TooLarge(long limitBytes) =>
        new(ErrorKind.Validation, "recording_too_large", $"The recording is larger than the limit of {limitBytes / 1_000_000} MB.");

    public static Error AddressRefused(string reason) =>
        new(ErrorKind.Forbidden, "recording_address_refused", $"The recording's address is not fetched: {reason}");

    public static Error Unreachable(string reason) =>
        new(ErrorKind.Unavailable, "recording_unreachable", $"The recording could not be fetched: {reason}");
}
