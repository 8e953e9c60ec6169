using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Transcription;

/// <summary>Who speaks in a segment.</summary>
public enum Speaker
{
    Unknown,
    Agent,
    Caller,

    /// <summary>An automated announcement before or instead of a person.</summary>
    Greeting,
}

/// <summary>One spoken word.</summary>
/// <param name="Text">The word as written, with its punctuation.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds from the start of the recording.</param>
/// <param name="Confidence">The engine's probability, 0 to 1.</param>
public sealed record Word(string Text, double Start, double End, double Confidence);

/// <summary>An uninterrupted stretch of one speaker.</summary>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Channel">The zero-based channel of the recording that the words were heard on.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds from the start of the recording.</param>
/// <param name="Text">The words joined, as people read them.</param>
/// <param name="Words">Each word with its time; may be empty when an engine gives none.</param>
public sealed record Segment(Speaker Speaker, int Channel, double Start, double End, string Text, IReadOnlyList<Word> Words);

/// <summary>What became of a transcription that did not fail.</summary>
public enum TranscriptOutcome
{
    /// <summary>Somebody speaks.</summary>
    Speech,

    /// <summary>The recording is sound but nobody speaks in it. This is never the same as "nothing wrong was said".</summary>
    NoSpeech,
}

/// <summary>Who transcribed: enough to repeat it.</summary>
/// <param name="Name">The engine, for example <c>moonshine</c>.</param>
/// <param name="Version">The engine's own version.</param>
/// <param name="Model">The model's name.</param>
public sealed record SpeechEngine(string Name, string Version, string Model);

/// <summary>How the speakers were told apart.</summary>
/// <param name="Method"><c>channel</c> or the name of a diarizer.</param>
/// <param name="Confidence">0 to 1: how sure the method is of its assignment.</param>
public sealed record SpeakerAttribution(string Method, double Confidence);

/// <summary>The words of one call. Kept apart from the call's own row, which lists and lanes read all day.</summary>
public sealed class Transcript : ITenantOwned
{
    private Transcript()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CallId CallId { get; private set; }

    public TranscriptOutcome Outcome { get; private set; }

    public SpeechEngine Engine { get; private set; } = null!;

    public SpeakerAttribution Speakers { get; private set; } = null!;

    /// <summary>BCP 47 tag of the language that the engine heard or was told.</summary>
    public string Language { get; private set; } = "";

    /// <summary>Seconds in which somebody speaks, as voice activity detection measured them.</summary>
    public double SpeechSeconds { get; private set; }

    /// <summary>Processing time divided by audio time; below 1 is faster than the call.</summary>
    public double RealTimeFactor { get; private set; }

    /// <summary>In order of start time.</summary>
    public IReadOnlyList<Segment> Segments { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public static Transcript Create(OrganizationId organizationId, CallId callId, RecognizedSpeech speech, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            CallId = callId,
            Outcome = speech.Segments.Count == 0 ? TranscriptOutcome.NoSpeech : TranscriptOutcome.Speech,
            Engine = speech.Engine,
            Speakers = speech.Speakers,
            Language = speech.Language,
            SpeechSeconds = speech.SpeechSeconds,
            RealTimeFactor = speech.RealTimeFactor,
            Segments = speech.Segments,
            CreatedAt = now,
        };

    /// <summary>Takes the result of a later transcription of the same recording.</summary>
    public void Replace(RecognizedSpeech speech, DateTimeOffset now)
    {
        var newer = Create(OrganizationId, CallId, speech, now);
        (Outcome, Engine, Speakers, Language) = (newer.Outcome, newer.Engine, newer.Speakers, newer.Language);
        (SpeechSeconds, RealTimeFactor, Segments, CreatedAt) = (newer.SpeechSeconds, newer.RealTimeFactor, newer.Segments, now);
    }
}

/// <summary>What a speech engine heard in one recording.</summary>
/// <param name="DurationSeconds">Length of the recording in seconds.</param>
/// <param name="Channels">Number of channels in the file.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Engine">Who transcribed.</param>
/// <param name="Speakers">How speakers were told apart.</param>
/// <param name="SpeechSeconds">Seconds of speech by voice activity detection.</param>
/// <param name="RealTimeFactor">Processing time divided by audio time.</param>
/// <param name="Segments">In order of start time; empty when nobody speaks.</param>
public sealed record RecognizedSpeech(
    double DurationSeconds,
    int Channels,
    string Language,
    SpeechEngine Engine,
    SpeakerAttribution Speakers,
    double SpeechSeconds,
    double RealTimeFactor,
    IReadOnlyList<Segment> Segments);
