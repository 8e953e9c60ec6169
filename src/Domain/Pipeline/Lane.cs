namespace CallScript.Domain.Pipeline;

/// <summary>A stage of the pipeline.</summary>
public enum Lane
{
    /// <summary>Reads an account's call log.</summary>
    Ingest,

    /// <summary>Fetches a call's recording.</summary>
    Vault,

    /// <summary>Transcribes a call.</summary>
    Factory,

    /// <summary>Holds a transcript against the rules.</summary>
    Judge,
}
