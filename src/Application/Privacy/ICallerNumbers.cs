using CallScript.Domain.Calls;

namespace CallScript.Application.Privacy;

/// <summary>
/// Callers' numbers of the current organization. They lie encrypted in the database, with a keyed hash to find the
/// calls of one caller by.
/// </summary>
public interface ICallerNumbers
{
    /// <summary>The organization's keys, good for the rest of a request.</summary>
    Task<ICallerNumberKeys> UnlockAsync(CancellationToken cancellationToken);
}

/// <summary>Seals, opens and hashes numbers of one organization.</summary>
public interface ICallerNumberKeys
{
    /// <summary>Seals a number for one row; null when the text holds no number.</summary>
    ProtectedCaller? Protect(Guid recordId, string? number);

    /// <summary>The normalized number; null when the row's value does not open, for example because it is another row's.</summary>
    ValueTask<string?> RevealAsync(Guid recordId, byte[] sealedNumber, CancellationToken cancellationToken);

    /// <summary>The hash of a number in any notation; null when the text holds no number.</summary>
    byte[]? HashOf(string? number);

    /// <summary>The hash of a number's last <see cref="PhoneNumber.SuffixLength"/> digits.</summary>
    byte[] SuffixHashOf(string digits);
}
