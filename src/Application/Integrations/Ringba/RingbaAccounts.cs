using CallScript.Application.Common;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>What people type about an account, brought together with what is stored.</summary>
internal sealed class RingbaAccounts(IRingbaAddresses addresses, ISecretProtector secrets)
{
    private const char MaskCharacter = '•';
    private const int VisibleCharacters = 4;

    /// <summary>
    /// The account to talk to. No token, or the masked one that answers show, stands for the stored one; an address that the
    /// installation does not allow is refused, whoever asks.
    /// </summary>
    public Result<RingbaAccount> Resolve(
        OrganizationId organizationId, RingbaConnection? stored, string? address, string accountId, string? token)
    {
        if (AddressOf(stored, address) is not { } allowed)
        {
            return Invalid("address", "Ringba is not at this address. Choose one that this installation allows.");
        }

        if (!IsStoredToken(token))
        {
            return new RingbaAccount(allowed, accountId, token!.Trim());
        }

        return stored is null
            ? Invalid("token", "Enter the API token.")
            : new RingbaAccount(allowed, accountId, secrets.Unprotect(organizationId, stored.ProtectedToken));
    }

    /// <summary>Whether what was typed stands for the token that is stored.</summary>
    public static bool IsStoredToken(string? token) => string.IsNullOrWhiteSpace(token) || token.Contains(MaskCharacter);

    public string Mask(RingbaConnection connection)
    {
        var token = secrets.Unprotect(connection.OrganizationId, connection.ProtectedToken);
        var visible = token.Length > 2 * VisibleCharacters ? token[^VisibleCharacters..] : "";
        return new string(MaskCharacter, 2 * VisibleCharacters) + visible;
    }

    private Uri? AddressOf(RingbaConnection? stored, string? address) =>
        address is null
            ? addresses.Allowed.FirstOrDefault(allowed => allowed == stored?.BaseAddress) ?? addresses.Allowed[0]
            : Uri.TryCreate(address, UriKind.Absolute, out var wanted) ? addresses.Allowed.FirstOrDefault(allowed => allowed == wanted) : null;

    private static ValidationError Invalid(string field, string message) =>
        new(new Dictionary<string, string[]> { [field] = [message] });
}
