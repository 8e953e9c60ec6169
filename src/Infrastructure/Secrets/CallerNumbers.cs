using System.Collections.Concurrent;
using System.Security.Cryptography;
using CallScript.Application.Common;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Privacy;
using CallScript.Domain.Calls;
using Microsoft.Extensions.Logging;

namespace CallScript.Infrastructure.Secrets;

internal sealed class CallerNumbers(OrganizationKeyring keyring, ITenantContext tenant, ILogger<CallerNumbers> logger) : ICallerNumbers
{
    public async Task<ICallerNumberKeys> UnlockAsync(CancellationToken cancellationToken) =>
        new CallerNumberKeys(keyring, await keyring.UnlockAsync(tenant.OrganizationId, cancellationToken), logger);
}

/// <summary>Certificates under the lookup key, which outlives every rotation.</summary>
internal sealed class CertificateSigner(OrganizationKeyring keyring, ITenantContext tenant) : ICertificateSigner
{
    private const string Purpose = "erasure-certificate";

    public async Task<string> SignAsync(string document, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower((await keyring.UnlockAsync(tenant.OrganizationId, cancellationToken)).Hash(Purpose, document));
}

/// <summary>Numbers under one organization's keys. The hashes are HMACs: without the key, trying all numbers leads nowhere.</summary>
internal sealed partial class CallerNumberKeys(OrganizationKeyring keyring, DataKeys keys, ILogger logger) : ICallerNumberKeys
{
    private const string NumberPurpose = "caller-number-hash";
    private const string SuffixPurpose = "caller-suffix-hash";

    // A number is looked for before it is sealed, and a page of calls names many of them more than once.
    private readonly ConcurrentDictionary<string, byte[]> _hashes = new(StringComparer.Ordinal);

    public ProtectedCaller? Protect(Guid recordId, string? number) => PhoneNumber.Normalize(number) is { } normalized
        ? new ProtectedCaller(
            HashOfNormalized(normalized),
            SuffixHashOf(PhoneNumber.Suffix(normalized)),
            keys.Seal(SecretKind.CallerNumber, recordId, normalized))
        : null;

    public async ValueTask<string?> RevealAsync(Guid recordId, byte[] sealedNumber, CancellationToken cancellationToken)
    {
        try
        {
            var version = SealedBox.VersionOf(sealedNumber);
            var fitting = keys.Knows(version) ? keys : await keyring.UnlockAsync(keys.OrganizationId, version, cancellationToken);
            return fitting.Open(SecretKind.CallerNumber, recordId, sealedNumber);
        }
        catch (CryptographicException failure)
        {
            // One row that somebody tampered with must not hide the list that it stands in.
            LogUnreadable(logger, failure, recordId);
            return null;
        }
    }

    public byte[]? HashOf(string? number) =>
        PhoneNumber.Normalize(number) is { } normalized ? HashOfNormalized(normalized) : null;

    public byte[] SuffixHashOf(string digits) => digits.Length == 0 ? [] : keys.Hash(SuffixPurpose, digits);

    private byte[] HashOfNormalized(string number) => _hashes.GetOrAdd(number, text => keys.Hash(NumberPurpose, text));

    [LoggerMessage(EventId = 4201, Level = LogLevel.Error, Message = "The caller number of {RecordId} does not open")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, Guid recordId);
}
