using CallScript.Domain.Common;

namespace CallScript.Application.Recordings.Folders;

/// <summary>Why a file of a watched folder does not become a call. Messages repeat nothing that may tell of a person.</summary>
public static class FolderErrors
{
    public static Error NoTime { get; } = Refused("The value of started_at is no time in ISO 8601, such as 2026-11-01T14:00:00Z.");

    public static Error NameHasNoTime { get; } = Refused("The name holds no such date and time as the folder's template asks for.");

    public static Error SeveralSideCars { get; } = Refused("There are two side-cars, .json and .csv; leave one.");

    public static Error SharedSideCar { get; } = Refused("Several recordings share one side-car; give each a name of its own.");

    public static Error SideCarTooLarge(int bytes) => Refused($"The side-car is larger than {bytes} bytes.");

    public static Error SideCar(string problem) => Refused($"The side-car cannot be read: {problem}");

    public static Error NoNumber(string field, string unit) => Refused($"The value of {field} is no number of {unit}, such as 30.50.");

    private static Error Refused(string message) => new(ErrorKind.Validation, "watched_file_refused", message);
}
