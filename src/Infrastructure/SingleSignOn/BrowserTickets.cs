using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CallScript.Application.SingleSignOn;
using CallScript.Infrastructure.Identity;

namespace CallScript.Infrastructure.SingleSignOn;

internal sealed class BrowserTickets(InstallationProtector protector) : IBrowserTickets
{
    private const int LongestTicket = 4_000;

    public string Seal<T>(T content) =>
        Base64Url.EncodeToString(protector.Protect(PurposeOf<T>(), JsonSerializer.Serialize(content)));

    public T? Open<T>(string? ticket)
        where T : class
    {
        if (ticket is not { Length: > 0 and <= LongestTicket } || !Base64Url.IsValid(ticket))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(protector.Unprotect(PurposeOf<T>(), Base64Url.DecodeFromChars(ticket)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string PurposeOf<T>() => $"browser-ticket:{typeof(T).Name}";
}
