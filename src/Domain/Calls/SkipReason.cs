namespace CallScript.Domain.Calls;

/// <summary>Why a call is not judged although nothing failed.</summary>
public enum SkipReason
{
    /// <summary>The call never connected.</summary>
    ZeroDuration,

    /// <summary>Shorter than <see cref="Call.ShortestJudged"/>.</summary>
    TooShort,

    /// <summary>No recording appeared within <see cref="Call.RecordingPatience"/>.</summary>
    NoRecording,

    /// <summary>Nobody speaks, and the recording is too short for that to break a rule.</summary>
    NoSpeech,

    /// <summary>Its content was removed, for retention or for the caller, before it was judged.</summary>
    ContentRemoved,
}
