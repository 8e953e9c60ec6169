using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Application.Pipeline;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>
/// Reads what is new in one account's call log. Each page commits on its own, so that a failure on a later page
/// keeps the earlier ones; the cursor moves, and the item is rescheduled, only when the whole window was read.
/// </summary>
public sealed record IngestCalls(WorkLease Lease, TimeSpan Interval) : ILaneRequest;

internal sealed class IngestCallsHandler(
    IAppDbContext db, IRingbaClient ringba, CallIntake intake, ISecretProtector secrets, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<IngestCalls, Result<LaneOutcome>>
{
    public async Task<Result<LaneOutcome>> Handle(IngestCalls request, CancellationToken cancellationToken)
    {
        var connectionId = new RingbaConnectionId(request.Lease.SubjectId);
        var connection = await db.RingbaConnections.SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken);
        if (connection is null)
        {
            return new LaneOutcome.Cancel("The connection was removed.");
        }

        var now = clock.GetUtcNow();
        if (connection.IsPausedAt(now))
        {
            // Ringba is not asked. The item comes back soon all the same, so that a new token is used at once.
            return await RescheduleAsync(request, cancellationToken);
        }

        var from = await NextReadFromAsync(connection, now, cancellationToken);
        var token = await secrets.UnprotectAsync(
            new SecretName(connection.OrganizationId, SecretKind.RingbaToken, connection.Id.Value), connection.ProtectedToken, cancellationToken);
        var account = new RingbaAccount(connection.BaseAddress, connection.AccountId, token);

        await foreach (var page in ringba.ReadCallsAsync(account, from, now, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return await FailAsync(request, connection, page.Error, cancellationToken);
            }

            await intake.TakeAsync(connection.OrganizationId, CallSource.Ringba, page.Value, cancellationToken);
        }

        if (connection.InvalidSince is not null)
        {
            audit.Record(AuditAction.RingbaCredentialValid, "ringba_connection", connection.Id.ToString());
        }

        connection.ReadThrough(now, clock.GetUtcNow());
        return await RescheduleAsync(request, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> FailAsync(
        IngestCalls request, RingbaConnection connection, Error error, CancellationToken cancellationToken)
    {
        var wasInvalid = connection.InvalidSince is not null;
        connection.ReadFailed(error, clock.GetUtcNow());
        if (connection.InvalidSince is null)
        {
            await db.SaveChangesAsync(cancellationToken);
            return new LaneOutcome.Retry(error);
        }

        if (!wasInvalid)
        {
            audit.Record(AuditAction.RingbaCredentialInvalid, "ringba_connection", connection.Id.ToString(), after: new { error.Code });
        }

        return await RescheduleAsync(request, cancellationToken);
    }

    private async Task<Result<LaneOutcome>> RescheduleAsync(IngestCalls request, CancellationToken cancellationToken)
    {
        var item = await db.HeldItemAsync(request.Lease, cancellationToken);
        item.Reschedule(clock.GetUtcNow() + request.Interval);
        await db.SaveChangesAsync(cancellationToken);
        return new LaneOutcome.Done();
    }

    private async Task<DateTimeOffset> NextReadFromAsync(
        RingbaConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var horizon = now - RingbaConnection.LongestLiveCall;
        var oldestLiveCall = await db.Calls
            .Where(call => call.Source == CallSource.Ringba && call.IsLive && call.StartedAt >= horizon)
            .MinAsync(call => (DateTimeOffset?)call.StartedAt, cancellationToken);
        return connection.NextReadFrom(oldestLiveCall);
    }
}
