using CallScript.Application.Ingest;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>Where and as whom to talk to Ringba.</summary>
/// <param name="BaseAddress">For example <c>https://api.ringba.com/v2/</c>; ends with a slash.</param>
/// <param name="AccountId">The account, <c>RA...</c>.</param>
/// <param name="Token">The API key, sent as <c>Authorization: Token ...</c>.</param>
public sealed record RingbaAccount(Uri BaseAddress, string AccountId, string Token)
{
    /// <summary>Whether reading can wait, so that the rest of the account's budget is left to what cannot.</summary>
    public bool IsPatient { get; init; }

    /// <summary>
    /// Whether the token may be anybody's: requests with it are counted apart, so that who merely names an account cannot
    /// use up its budget.
    /// </summary>
    public bool IsUnproven { get; init; }

    /// <summary>Without the token, so that it cannot reach a log by accident.</summary>
    public override string ToString() => $"{AccountId} at {BaseAddress}";
}

/// <param name="Name">As Ringba calls the account; null when the token does not list it.</param>
/// <param name="CallsInLastHour">To show that the log can be read.</param>
public sealed record RingbaAccountFound(string? Name, long CallsInLastHour);

/// <summary>Where the installation lets Ringba be.</summary>
public interface IRingbaAddresses
{
    /// <summary>At least one; the first is the one for who names none.</summary>
    IReadOnlyList<Uri> Allowed { get; }

    /// <summary>Whether the account's token goes along with a request to this address of a recording.</summary>
    bool TakesToken(Uri recording);
}

/// <summary>Reads an account's call log.</summary>
public interface IRingbaClient
{
    /// <summary>Calls that one request for details may name.</summary>
    const int MaxDetails = 100;

    /// <summary>Asks Ringba, once and with little patience, whether the token reads the account's call log.</summary>
    /// <returns>The account, or one of <see cref="RingbaErrors"/>.</returns>
    Task<Result<RingbaAccountFound>> TestAsync(RingbaAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// Streams the calls that started in a window, oldest first, page by page. The end is fixed so that rows do not
    /// move between pages; the offset steps by the full page size whatever came back; the stream ends on a short
    /// or empty page; a window that could pass Ringba's row cap is cut in halves. A call that lies on the border of two
    /// halves may come twice.
    /// </summary>
    /// <returns>Pages; a page that fails is the last item, as one of <see cref="RingbaErrors"/>.</returns>
    IAsyncEnumerable<Result<IReadOnlyList<SourceCall>>> ReadCallsAsync(
        RingbaAccount account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>What Ringba itself adds up over the calls that started in a span, the end left out.</summary>
    /// <returns>The totals, null where the account does not add up; or one of <see cref="RingbaErrors"/>.</returns>
    Task<Result<DayTotals>> ReadTotalsAsync(
        RingbaAccount account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>
    /// Looks up to <see cref="MaxDetails"/> calls up, once and without waiting for a turn in the budget of details.
    /// </summary>
    /// <returns>The calls that Ringba knows and tells of in full; or one of <see cref="RingbaErrors"/>.</returns>
    Task<Result<IReadOnlyList<SourceCall>>> FindCallsAsync(
        RingbaAccount account, IReadOnlyCollection<string> inboundCallIds, CancellationToken cancellationToken);

    /// <summary>Asks where the recordings of up to <see cref="MaxDetails"/> calls are now.</summary>
    /// <returns>Addresses by call id, without the calls that have none; or one of <see cref="RingbaErrors"/>.</returns>
    Task<Result<IReadOnlyDictionary<string, Uri>>> FindRecordingsAsync(
        RingbaAccount account, IReadOnlyCollection<string> inboundCallIds, CancellationToken cancellationToken);
}

/// <summary>The ways in which Ringba does not answer.</summary>
public static class RingbaErrors
{
    public static Error BadToken { get; } =
        new(ErrorKind.Forbidden, "ringba_bad_token", "Ringba does not accept the API token (401).");

    public static Error NoAccess { get; } =
        new(ErrorKind.Forbidden, "ringba_no_access", "The API token has no access to this account (403).");

    public static Error BadAccount { get; } =
        new(ErrorKind.NotFound, "ringba_bad_account", "Ringba knows no such account (404).");

    public static Error Throttled { get; } =
        new(ErrorKind.Unavailable, "ringba_throttled", "Ringba's rate limit is reached.");

    /// <summary>What is left of the account's budget is kept for reads that cannot wait; nothing is wrong.</summary>
    public static Error BudgetReserved { get; } =
        new(ErrorKind.Unavailable, "ringba_budget_reserved", "The account's request budget is kept for live reads for now.");

    public static Error AddressRefused(string reason) =>
        new(ErrorKind.Validation, "ringba_address_refused", $"Ringba's address is not one to connect to: {reason}");

    public static Error Unreachable(string reason) =>
        new(ErrorKind.Unavailable, "ringba_unreachable", $"Ringba did not answer: {reason}");

    public static Error BadAnswer(string reason) =>
        new(ErrorKind.Unavailable, "ringba_bad_answer", $"Ringba's answer could not be read: {reason}");
}
