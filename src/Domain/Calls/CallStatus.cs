using System.Collections.Frozen;

namespace CallScript.Domain.Calls;

/// <summary>Where a call stands on its way from Ringba to a verdict.</summary>
public enum CallStatus
{
    /// <summary>Known; its recording is not ours yet.</summary>
    Pending,

    /// <summary>The recording is in the vault.</summary>
    Downloaded,

    /// <summary>A worker is transcribing it.</summary>
    Processing,

    /// <summary>The transcript is stored.</summary>
    Transcribed,

    /// <summary>A worker is judging it.</summary>
    Judging,

    /// <summary>Judged: no rule was broken; or a person decided so.</summary>
    Safe,

    /// <summary>Judged: at least one rule was broken.</summary>
    Flagged,

    /// <summary>Not judged, for a stated reason that is no fault.</summary>
    Skipped,

    /// <summary>Not judged, because a stage failed for good; the category says why.</summary>
    Failed,
}

/// <summary>The one map of legal moves between states. Whatever is not in it is an error.</summary>
public static class CallTransitions
{
    private static readonly FrozenDictionary<CallStatus, FrozenSet<CallStatus>> Legal =
        new Dictionary<CallStatus, CallStatus[]>
        {
            [CallStatus.Pending] = [CallStatus.Downloaded, CallStatus.Skipped, CallStatus.Failed],
            [CallStatus.Downloaded] = [CallStatus.Processing, CallStatus.Skipped, CallStatus.Failed],
            // Back to downloaded: the attempt failed or its worker died, and another may try.
            [CallStatus.Processing] = [CallStatus.Transcribed, CallStatus.Downloaded, CallStatus.Skipped, CallStatus.Failed],
            [CallStatus.Transcribed] = [CallStatus.Judging, CallStatus.Skipped, CallStatus.Failed],
            [CallStatus.Judging] = [CallStatus.Safe, CallStatus.Flagged, CallStatus.Skipped, CallStatus.Transcribed, CallStatus.Failed],
            // A person asks for another judgement, by another vertical's rules.
            [CallStatus.Safe] = [CallStatus.Transcribed],
            // Only a person's decision clears a flag.
            [CallStatus.Flagged] = [CallStatus.Safe, CallStatus.Transcribed],
            // A call first seen live, with no length, is completed by a later report.
            [CallStatus.Skipped] = [CallStatus.Pending],
            // A person asks for another try, from the stage that failed.
            [CallStatus.Failed] = [CallStatus.Pending, CallStatus.Downloaded, CallStatus.Transcribed, CallStatus.Skipped],
        }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    /// <summary>The states that may follow.</summary>
    public static FrozenSet<CallStatus> From(CallStatus status) => Legal[status];

    public static bool IsLegal(CallStatus from, CallStatus to) => Legal[from].Contains(to);
}
