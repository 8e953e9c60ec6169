namespace CallScript.Domain.Pipeline;

/// <summary>A stage of the pipeline.</summary>
public enum Lane
{
    /// <summary>Reads an account's call log.</summary>
    Ingest,

    /// <summary>Reads a span of a call log, window by window.</summary>
    Backfill,

    /// <summary>Compares an account's days with what the account itself adds up.</summary>
    Reconcile,

    /// <summary>Fetches a call's recording.</summary>
    Vault,

    /// <summary>Transcribes a call.</summary>
    Factory,

    /// <summary>Holds a transcript against the rules.</summary>
    Judge,

    /// <summary>Has the calls of a campaign whose vertical was changed judged again, batch by batch.</summary>
    Rejudge,

    /// <summary>Removes what a caller asked to have removed.</summary>
    Privacy,
}

public static class Lanes
{
    /// <summary>Whether the lane's subjects are calls, which a failure parks; the others' subjects go on until they succeed.</summary>
    public static bool WorksOnCalls(this Lane lane) => lane is Lane.Vault or Lane.Factory or Lane.Judge;
}
