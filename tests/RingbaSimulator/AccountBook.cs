using System.Collections.Concurrent;

namespace CallScript.RingbaSimulator;

/// <summary>Accounts and their tokens, and the refusals of a request that has the wrong one.</summary>
public sealed class AccountBook
{
    private const string Scheme = "Token ";

    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public void Add(string accountId, string token) => _tokens[accountId] = token;

    /// <summary>The account's token is no longer accepted, until it is added again.</summary>
    public bool Revoke(string accountId) => _tokens.TryGetValue(accountId, out var token) && _tokens.TryUpdate(accountId, "", token);

    internal IReadOnlyList<string> OfToken(HttpRequest request) => TokenOf(request) is { Length: > 0 } token
        ? [.. _tokens.Where(pair => pair.Value == token).Select(pair => pair.Key)]
        : [];

    /// <returns>The refusal, or null when the request may go on.</returns>
    internal IResult? Refuse(string accountId, HttpRequest request)
    {
        var own = OfToken(request);
        return own.Count == 0 ? NoToken
            : own.Contains(accountId) ? null
            : _tokens.ContainsKey(accountId)
                ? CallLogEndpoints.Failure(StatusCodes.Status403Forbidden, "The token has no access to this account.")
                : CallLogEndpoints.Failure(StatusCodes.Status404NotFound, "Account not found.");
    }

    internal static IResult NoToken =>
        CallLogEndpoints.Failure(StatusCodes.Status401Unauthorized, "Authorization has been denied for this request.");

    // Ringba refuses its API keys as bearer tokens.
    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.Ordinal)
            ? header[Scheme.Length..]
            : null;
}
