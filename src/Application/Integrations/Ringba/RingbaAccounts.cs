using CallScript.Application.Common;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Secrets;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>What people type about an account, brought together with what is stored.</summary>
internal sealed class RingbaAccounts(IRingbaAddresses addresses, ISecretProtector secrets)
{
    /// <summary>
    /// The account to talk to. No token, or the masked one that answers show, stands for the stored one; an address that the
    /// installation does not allow is refused, whoever asks.
    /// </summary>
    public async Task<Result<RingbaAccount>> ResolveAsync(
        RingbaConnection? stored, string? address, string accountId, string? token, CancellationToken cancellationToken)
    {
        if (AddressOf(stored, address) is not { } allowed)
        {
            return Invalid("address", "Ringba is not at this address. Choose one that this installation allows.");
        }

        if (!IsStoredToken(token))
        {
            return new RingbaAccount(allowed, accountId, token!.Trim()) { IsUnproven = true };
        }

        return stored is null
            ? Invalid("token", "Enter the API token.")
            : new RingbaAccount(allowed, accountId, await TokenOfAsync(stored, cancellationToken));
    }

    /// <summary>Whether what was typed stands for the token that is stored.</summary>
    public static bool IsStoredToken(string? token) => string.IsNullOrWhiteSpace(token) || SecretMask.IsMasked(token);

    /// <summary>The account of a stored connection.</summary>
    public async Task<RingbaAccount> OpenAsync(RingbaConnection connection, CancellationToken cancellationToken) =>
        new(connection.BaseAddress, connection.AccountId, await TokenOfAsync(connection, cancellationToken));

    public async Task<RingbaConnectionDetail> ShowAsync(RingbaConnection connection, CancellationToken cancellationToken) => new(
        connection.AccountId,
        SecretMask.Of(await TokenOfAsync(connection, cancellationToken)),
        connection.BaseAddress.AbsoluteUri,
        connection.ReadFrom,
        connection.Cursor,
        connection.LastReadAt,
        connection.LastError,
        connection.LastErrorAt,
        connection.InvalidSince,
        connection.CreatedAt,
        connection.PixelIssuedAt,
        connection.LastPixelAt);

    private Task<string> TokenOfAsync(RingbaConnection connection, CancellationToken cancellationToken) => secrets.UnprotectAsync(
        new SecretName(connection.OrganizationId, SecretKind.RingbaToken, connection.Id.Value), connection.ProtectedToken, cancellationToken);

    private Uri? AddressOf(RingbaConnection? stored, string? address) =>
        address is null
            ? addresses.Allowed.FirstOrDefault(allowed => allowed == stored?.BaseAddress) ?? addresses.Allowed[0]
            : Uri.TryCreate(address, UriKind.Absolute, out var wanted) ? addresses.Allowed.FirstOrDefault(allowed => allowed == wanted) : null;

    private static ValidationError Invalid(string field, string message) =>
        new(new Dictionary<string, string[]> { [field] = [message] });
}
