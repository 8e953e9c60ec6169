using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>The organization's Ringba account, if one is connected.</summary>
public sealed record GetRingbaConnection : IRequest<Result<RingbaStatus>>;

/// <param name="Connection">Null while none is connected.</param>
/// <param name="Addresses">Where this installation lets Ringba be; the first is the usual one.</param>
public sealed record RingbaStatus(RingbaConnectionDetail? Connection, IReadOnlyList<string> Addresses);

/// <param name="AccountId">Ringba's account id.</param>
/// <param name="MaskedToken">Bullets and the token's last four characters; sent back it changes nothing.</param>
/// <param name="Address">Where Ringba is.</param>
/// <param name="ReadFrom">UTC; where the first read begins. Null until reading was started.</param>
/// <param name="ReadThrough">UTC; calls that started before this have been read.</param>
/// <param name="LastReadAt">UTC.</param>
/// <param name="LastError">What went wrong with the last read; null when nothing did.</param>
/// <param name="LastErrorAt">UTC.</param>
/// <param name="InvalidSince">UTC; since when Ringba refuses the token or the account. Null while it does not.</param>
/// <param name="ConnectedAt">UTC.</param>
/// <param name="PixelIssuedAt">UTC; since when there is a pixel's address. Null: there is none.</param>
/// <param name="LastPixelAt">UTC, to the second; null: never.</param>
public sealed record RingbaConnectionDetail(
    string AccountId,
    string MaskedToken,
    string Address,
    DateTimeOffset? ReadFrom,
    DateTimeOffset ReadThrough,
    DateTimeOffset? LastReadAt,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    DateTimeOffset? InvalidSince,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? PixelIssuedAt,
    DateTimeOffset? LastPixelAt);

internal sealed class GetRingbaConnectionHandler(IAppDbContext db, RingbaAccounts accounts, IRingbaAddresses addresses)
    : IRequestHandler<GetRingbaConnection, Result<RingbaStatus>>
{
    public async Task<Result<RingbaStatus>> Handle(GetRingbaConnection request, CancellationToken cancellationToken)
    {
        var connection = await db.FindRingbaConnectionAsync(cancellationToken);
        return new RingbaStatus(
            connection is null ? null : await accounts.ShowAsync(connection, cancellationToken),
            [.. addresses.Allowed.Select(address => address.AbsoluteUri)]);
    }
}

internal static class RingbaConnections
{
    /// <summary>An organization has one account connected.</summary>
    public static Task<RingbaConnection?> FindRingbaConnectionAsync(this IAppDbContext db, CancellationToken cancellationToken) =>
        db.RingbaConnections.OrderBy(connection => connection.CreatedAt).FirstOrDefaultAsync(cancellationToken);
}
