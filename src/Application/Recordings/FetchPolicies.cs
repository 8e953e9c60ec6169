using System.Collections.Frozen;
using CallScript.Application.Pipeline;

namespace CallScript.Application.Recordings;

/// <summary>What became of fetching a recording that is not in the vault afterwards.</summary>
public enum FetchOutcome
{
    /// <summary>No address yet, or one that says so itself.</summary>
    NotYetThere,
    Gone,
    Forbidden,

    /// <summary>Something came, mostly a web page that asks to sign in, and it is no audio.</summary>
    NotAudio,
    Empty,
    TooLarge,
    Unreachable,
}

/// <summary>What follows from an outcome.</summary>
/// <param name="RefreshesLink">The source is asked, once an attempt, whether the recording has another address.</param>
/// <param name="LooksAgainEvery">
/// It is looked for again, without counting attempts, until <see cref="Domain.Calls.Call.RecordingPatience"/> has passed;
/// then the call is skipped.
/// </param>
/// <param name="Retries">When to try again; null, and nothing else: given up at once.</param>
internal sealed record FetchPolicy(bool RefreshesLink = false, TimeSpan? LooksAgainEvery = null, RetryPolicy? Retries = null);

/// <summary>Every outcome's policy, in one place.</summary>
internal static class FetchPolicies
{
    // A refusal and a page in the recording's place pass more often than they last: about an hour, each time with the question
    // whether there is another address.
    private static readonly RetryPolicy Doubted = new(6, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(30));

    private static readonly FrozenDictionary<FetchOutcome, FetchPolicy> Policies = new Dictionary<FetchOutcome, FetchPolicy>
    {
        [FetchOutcome.NotYetThere] = new(LooksAgainEvery: TimeSpan.FromMinutes(2)),
        [FetchOutcome.Gone] = new(RefreshesLink: true, Retries: Doubted),
        [FetchOutcome.Forbidden] = new(RefreshesLink: true, Retries: Doubted),
        [FetchOutcome.NotAudio] = new(RefreshesLink: true, Retries: Doubted),
        // A file that is still being written looks like this.
        [FetchOutcome.Empty] = new(Retries: new RetryPolicy(4, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10))),
        [FetchOutcome.TooLarge] = new(),
        // Some 14 hours: longer than any outage that is worth the wait, shorter than a link lives.
        [FetchOutcome.Unreachable] = new(Retries: new RetryPolicy(24, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1))),
    }.ToFrozenDictionary();

    public static FetchPolicy Of(FetchOutcome outcome) => Policies[outcome];
}
