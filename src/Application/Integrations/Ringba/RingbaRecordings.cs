using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>What Ringba has to do with fetching a recording that it named.</summary>
internal sealed class RingbaRecordings(
    IAppDbContext db, IRingbaClient ringba, IRingbaAddresses addresses, RingbaAccounts accounts, TimeProvider clock)
{
    /// <summary>The token to send along with the first request; null where none is due.</summary>
    public async Task<string?> TokenForAsync(Call call, Uri address, CancellationToken cancellationToken) =>
        call.Source == CallSource.Ringba && addresses.TakesToken(address)
            && await ConnectionsOfAsync(call, cancellationToken) is [{ } connection, ..]
            ? (await accounts.OpenAsync(connection, cancellationToken)).Token
            : null;

    /// <summary>Asks where the recording is now, for an address that is dead.</summary>
    /// <returns>The address; null when nobody knows another; or one of <see cref="RingbaErrors"/>, which may pass.</returns>
    public async Task<Result<Uri?>> FindAddressAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Source != CallSource.Ringba)
        {
            return Result<Uri?>.Of(null);
        }

        Error? unanswered = null;
        foreach (var connection in await ConnectionsOfAsync(call, cancellationToken))
        {
            var found = await FindAddressAsync(connection, call.SourceCallId, cancellationToken);
            if (found is { IsSuccess: true, Value: not null })
            {
                return found;
            }

            unanswered ??= found.Error;
        }

        return unanswered is null ? Result<Uri?>.Of(null) : unanswered;
    }

    /// <summary>The account that reported the call; every account for a call whose account is not known or was connected anew.</summary>
    private async Task<IReadOnlyList<RingbaConnection>> ConnectionsOfAsync(Call call, CancellationToken cancellationToken)
    {
        var connections = await db.RingbaConnections.AsNoTracking().OrderBy(row => row.CreatedAt).ToListAsync(cancellationToken);
        return connections.Find(row => row.Id == call.ConnectionId) is { } own ? [own] : connections;
    }

    private async Task<Result<Uri?>> FindAddressAsync(
        RingbaConnection connection, string sourceCallId, CancellationToken cancellationToken)
    {
        if (connection.IsPausedAt(clock.GetUtcNow()))
        {
            // Ringba is asked neither with a token that it refuses nor while it keeps failing; both may pass.
            return connection.InvalidSince is null ? RingbaErrors.Unreachable("it failed again and again.") : RingbaErrors.BadToken;
        }

        var account = await accounts.OpenAsync(connection, cancellationToken);
        var found = await ringba.FindRecordingsAsync(account, [sourceCallId], cancellationToken);
        return found.IsSuccess ? Result<Uri?>.Of(found.Value.GetValueOrDefault(sourceCallId)) : found.Error;
    }
}
