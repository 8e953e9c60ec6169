using CallScript.Domain.Common;

namespace CallScript.Domain.Privacy;

public static class PrivacyErrors
{
    public static Error HoldNotFound { get; } = new(ErrorKind.NotFound, "hold_not_found", "There is no such legal hold.");

    public static Error HoldLiftedAlready { get; } = new(ErrorKind.Conflict, "hold_lifted_already", "The legal hold was lifted already.");

    public static Error ErasureNotFound { get; } = new(ErrorKind.NotFound, "erasure_not_found", "There is no such erasure.");

    public static Error ErasureConfirmedAlready { get; } =
        new(ErrorKind.Conflict, "erasure_confirmed_already", "The erasure was confirmed already.");

    public static Error ErasureNotDone { get; } =
        new(ErrorKind.Conflict, "erasure_not_done", "There is no certificate until the erasure is done.");

    public static Error CallerErased { get; } = new(
        ErrorKind.Conflict, "caller_erased", "This caller was erased after the call: its recording is not taken in again.");

    public static Error UnderHold(int calls) => new(
        ErrorKind.Conflict, "legal_hold", $"A legal hold keeps {calls} of this caller's calls. Lift it first.");
}
