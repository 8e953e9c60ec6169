using CallScript.Domain.Common;

namespace CallScript.Application.Recordings;

/// <summary>Why a recording is not in the vault; what follows is in <see cref="FetchPolicies"/>.</summary>
public sealed record RecordingError(FetchOutcome Outcome, ErrorKind Kind, string Code, string Message) : Error(Kind, Code, Message);

/// <summary>What can become of a recording's way into the vault, and out of it.</summary>
public static class RecordingErrors
{
    public static Error Missing { get; } =
        new(ErrorKind.NotFound, "recording_missing", "The vault holds no such recording.");

    public static RecordingError NotYetThere { get; } =
        new(FetchOutcome.NotYetThere, ErrorKind.Unavailable, "recording_not_yet_there", "The recording is not there yet.");

    public static RecordingError Empty { get; } =
        new(FetchOutcome.Empty, ErrorKind.Validation, "recording_empty", "The recording has no content.");

    public static RecordingError Gone(int status) => new(
        FetchOutcome.Gone, ErrorKind.NotFound, "recording_gone",
        $"The recording's address answered {status}: it is no longer there.");

    public static RecordingError Refused(int status) => new(
        FetchOutcome.Forbidden, ErrorKind.Forbidden, "recording_refused",
        $"The recording's address answered {status}: access was refused.");

    public static RecordingError AddressRefused(string reason) => new(
        FetchOutcome.Forbidden, ErrorKind.Forbidden, "recording_address_refused",
        $"The recording's address is not fetched: {reason}");

    public static RecordingError NotAudio(string found) => new(
        FetchOutcome.NotAudio, ErrorKind.Validation, "recording_not_audio",
        $"The recording's address answered with {found} instead of audio.");

    public static RecordingError TooLarge(long limitBytes) => new(
        FetchOutcome.TooLarge, ErrorKind.Validation, "recording_too_large",
        $"The recording is larger than the limit of {limitBytes / 1_000_000} MB.");

    public static RecordingError Unreachable(string reason) => new(
        FetchOutcome.Unreachable, ErrorKind.Unavailable, "recording_unreachable",
        $"The recording could not be fetched: {reason}");
}
