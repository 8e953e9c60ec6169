using CallScript.Application.Common.Persistence;
using CallScript.Application.Privacy;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Judging;
using CallScript.Domain.Organizations;
using CallScript.Domain.Recordings;
using CallScript.Domain.Transcription;

namespace CallScript.TestKit.Hosting;

/// <summary>Calls with sensible values everywhere; a test names only what matters to it.</summary>
public static class CallBuilder
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static CallReport Report(
        string sourceCallId = "RGB1",
        DateTimeOffset? startedAt = null,
        double? durationSeconds = 90,
        bool isLive = false,
        decimal? revenue = 42.5m,
        string? publisher = "Northwind Media",
        Uri? recording = null,
        ProtectedCaller? caller = null) =>
        new(
            sourceCallId, startedAt ?? Noon, durationSeconds, isLive,
            new CallParties(caller, publisher, "Acme Buyers", "Target One"),
            revenue, 20m, recording ?? new Uri("https://media.example.test/recording"));

    public static Call Pending(
        OrganizationId organizationId, CallReport? report = null, Vertical vertical = Vertical.General, CallId? id = null) =>
        Call.Create(
            organizationId, id ?? TimeProvider.System.NewId<CallId>(), CallSource.Ringba, report ?? Report(), campaign: null, vertical, Noon);

    /// <summary>A call from a caller, whose number is sealed with the organization's keys as ingest does it.</summary>
    public static Call PendingFrom(
        OrganizationId organizationId, ICallerNumberKeys keys, string number, string sourceCallId, DateTimeOffset? startedAt = null)
    {
        var id = TimeProvider.System.NewId<CallId>();
        return Pending(organizationId, Report(sourceCallId, startedAt, caller: keys.Protect(id.Value, number)), id: id);
    }

    /// <summary>As <see cref="AddFlagged"/>, from a caller.</summary>
    public static Call AddFlaggedFrom(
        IAppDbContext db, OrganizationId organizationId, ICallerNumberKeys keys, string number, string sourceCallId)
    {
        var id = TimeProvider.System.NewId<CallId>();
        return AddFlagged(db, organizationId, Report(sourceCallId, caller: keys.Protect(id.Value, number)), id: id);
    }

    /// <summary>A call that went through every stage and was flagged.</summary>
    public static Call AddFlagged(
        IAppDbContext db, OrganizationId organizationId, CallReport? report = null, string rule = "guaranteed_outcome", CallId? id = null)
    {
        var call = Pending(organizationId, report, id: id);
        db.Calls.Add(call);
        var recording = Recording.Create(
            organizationId, call.Id, new StoredRecording($"{organizationId}/x", new string('0', 64), 100, "audio/wav"), Noon);
        recording.Measure(new AudioProfile(90, 1, ChannelLayout.Mono, [1, 2, 3]));
        db.Recordings.Add(recording);
        AddVerdict(db, call, rule);
        return call;
    }

    /// <summary>Takes a call with a recording through transcription and judging.</summary>
    public static void AddVerdict(IAppDbContext db, Call call, string rule = "guaranteed_outcome")
    {
        Must(call.Vaulted(90, Noon));
        Must(call.BeginTranscription(Noon));
        db.Transcripts.Add(Transcript.Create(call.OrganizationId, call.Id, Speech(), Noon));
        Must(call.Transcribed(Noon));
        Must(call.BeginJudging(Noon));
        var judgement = new Judgement(
            "lexical-1", 1, 60,
            [new RuleFinding(rule, 1, Severity.Critical, 0.9, 0, 1.0, 2.5, "you are guaranteed approval", "A certain promise.")]);
        db.Verdicts.Add(Verdict.Create(call.OrganizationId, call.Id, judgement, TimeProvider.System));
        Must(call.Judged(judgement, Noon));
    }

    public static RecognizedSpeech Speech(params Segment[] segments) => new(
        90, 1, "en", new SpeechEngine("moonshine", "1", "tiny"), new SpeakerAttribution("channel", 1), 60, 0.05,
        segments.Length > 0
            ? segments
            : [new Segment(Speaker.Agent, 0, 1, 2.5, "you are guaranteed approval", [new Word("you", 1, 1.2, 0.9)])]);

    private static void Must(Result result)
    {
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException(result.Error.Message);
        }
    }
}
