using CallScript.Application.Accounts;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.Domain.Privacy;

namespace CallScript.Application.Privacy;

/// <param name="Id">The erasure.</param>
/// <param name="CallerNumber">Whole or masked; null once it is done.</param>
/// <param name="DeletesCalls">Whether whole calls go, or only what tells of a person.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Found">What the preview counted.</param>
/// <param name="RequestedBy">A person's name; null when an API key asked.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="ConfirmedBy">A person's name; null until confirmed, or when an API key did it.</param>
/// <param name="ConfirmedAt">UTC; null until confirmed.</param>
/// <param name="FinishedAt">UTC; null until done.</param>
public sealed record ErasureDetail(
    Guid Id,
    string? CallerNumber,
    bool DeletesCalls,
    ErasureState State,
    ErasureCounts Found,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    string? ConfirmedBy,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? FinishedAt);

/// <summary>Gives privacy's records the names and numbers that people read.</summary>
internal sealed class PrivacyPresentation(ICallerNumbers numbers, ICurrentAccess access, IAccounts accounts)
{
    public async Task<IReadOnlyList<ErasureDetail>> PresentAsync(IReadOnlyList<Erasure> erasures, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(erasures.SelectMany(row => new[] { row.RequestedBy, row.ConfirmedBy }), cancellationToken);
        var details = new List<ErasureDetail>(erasures.Count);
        foreach (var erasure in erasures)
        {
            details.Add(new ErasureDetail(
                erasure.Id.Value,
                await NumberAsync(erasure.Id.Value, erasure.SealedCallerNumber, cancellationToken),
                erasure.DeletesCalls,
                erasure.State,
                erasure.Found,
                Name(names, erasure.RequestedBy),
                erasure.RequestedAt,
                Name(names, erasure.ConfirmedBy),
                erasure.ConfirmedAt,
                erasure.FinishedAt));
        }

        return details;
    }

    public async Task<IReadOnlyList<LegalHoldDetail>> PresentAsync(IReadOnlyList<LegalHold> holds, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(holds.SelectMany(row => new[] { row.PlacedBy, row.LiftedBy }), cancellationToken);
        var details = new List<LegalHoldDetail>(holds.Count);
        foreach (var hold in holds)
        {
            details.Add(new LegalHoldDetail(
                hold.Id.Value,
                hold.Scope,
                hold.CallId?.Value,
                await NumberAsync(hold.Id.Value, hold.SealedCallerNumber, cancellationToken),
                hold.Reason,
                Name(names, hold.PlacedBy),
                hold.PlacedAt,
                Name(names, hold.LiftedBy),
                hold.LiftedAt));
        }

        return details;
    }

    private async Task<string?> NumberAsync(Guid recordId, byte[]? sealedNumber, CancellationToken cancellationToken)
    {
        if (sealedNumber is null)
        {
            return null;
        }

        var number = await (await numbers.UnlockAsync(cancellationToken)).RevealAsync(recordId, sealedNumber, cancellationToken);
        return number is null || access.Allows(Permission.SeeCallerNumbers) ? number : PhoneNumber.Mask(number);
    }

    private Task<IReadOnlyDictionary<UserId, string>> NamesAsync(IEnumerable<UserId?> ids, CancellationToken cancellationToken) =>
        accounts.DisplayNamesAsync([.. ids.OfType<UserId>().Distinct()], cancellationToken);

    private static string? Name(IReadOnlyDictionary<UserId, string> names, UserId? id) =>
        id is { } user ? names.GetValueOrDefault(user, "A former member") : null;
}
