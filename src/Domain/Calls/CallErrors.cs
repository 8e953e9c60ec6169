using CallScript.Domain.Common;

namespace CallScript.Domain.Calls;

public static class CallErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "call_not_found", "There is no such call.");

    public static Error NotFlagged { get; } =
        new(ErrorKind.Conflict, "call_not_flagged", "Only a flagged call can be reviewed.");

    public static Error NotFailed { get; } =
        new(ErrorKind.Conflict, "call_not_failed", "Only a failed call can be tried again.");

    public static Error NotRejudged { get; } =
        new(ErrorKind.Conflict, "call_not_rejudged", "Only a verdict that nobody decided over is given again.");

    public static Error NumbersHidden { get; } =
        new(ErrorKind.Forbidden, "caller_numbers_hidden", "Your role does not show callers' numbers, so it cannot search by them.");

    public static Error IllegalTransition(CallStatus from, CallStatus to) =>
        new(ErrorKind.Conflict, "call_illegal_transition", $"A call cannot go from {from} to {to}.");
}
