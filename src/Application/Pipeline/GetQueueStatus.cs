using CallScript.Application.Common.Persistence;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Pipeline;

/// <summary>How much work waits in each lane of the current organization, and how its calls stand.</summary>
public sealed record GetQueueStatus : IRequest<Result<QueueStatus>>;

/// <param name="Lanes">One entry a lane, in the order of the pipeline.</param>
/// <param name="Calls">The number of calls in each state.</param>
public sealed record QueueStatus(IReadOnlyList<LaneStatus> Lanes, IReadOnlyDictionary<CallStatus, int> Calls);

/// <param name="Lane">The lane.</param>
/// <param name="Waiting">Items that could be claimed now.</param>
/// <param name="Running">Items that a worker holds.</param>
/// <param name="Delayed">Items that wait for a later attempt.</param>
/// <param name="Failed">Calls that this lane gave up on.</param>
/// <param name="OldestWaitingSeconds">How long the item that has waited longest could have been claimed; null when none waits.</param>
public sealed record LaneStatus(Lane Lane, int Waiting, int Running, int Delayed, int Failed, double? OldestWaitingSeconds);

internal sealed class GetQueueStatusHandler(IAppDbContext db, TimeProvider clock)
    : IRequestHandler<GetQueueStatus, Result<QueueStatus>>
{
    public async Task<Result<QueueStatus>> Handle(GetQueueStatus request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var work = await db.WorkItems.AsNoTracking()
            .GroupBy(item => item.Lane)
            .Select(lane => new
            {
                Lane = lane.Key,
                Waiting = lane.Count(item => item.State == WorkState.Available && item.AvailableAt <= now),
                Running = lane.Count(item => item.State == WorkState.Running),
                Delayed = lane.Count(item => item.State == WorkState.Available && item.AvailableAt > now),
                Oldest = lane.Where(item => item.State == WorkState.Available && item.AvailableAt <= now)
                    .Min(item => (DateTimeOffset?)item.AvailableAt),
            })
            .ToDictionaryAsync(row => row.Lane, cancellationToken);
        var failed = await db.Calls.AsNoTracking()
            .Where(call => call.Status == CallStatus.Failed && call.FailedLane != null)
            .GroupBy(call => call.FailedLane!.Value)
            .Select(lane => new { Lane = lane.Key, Count = lane.Count() })
            .ToDictionaryAsync(row => row.Lane, row => row.Count, cancellationToken);
        var calls = await db.Calls.AsNoTracking()
            .GroupBy(call => call.Status)
            .Select(status => new { Status = status.Key, Count = status.Count() })
            .ToDictionaryAsync(row => row.Status, row => row.Count, cancellationToken);
        return new QueueStatus(
            [
                .. Enum.GetValues<Lane>().Select(lane =>
                {
                    var row = work.GetValueOrDefault(lane);
                    return new LaneStatus(
                        lane,
                        row?.Waiting ?? 0,
                        row?.Running ?? 0,
                        row?.Delayed ?? 0,
                        failed.GetValueOrDefault(lane),
                        row?.Oldest is { } oldest ? (now - oldest).TotalSeconds : null);
                }),
            ],
            Enum.GetValues<CallStatus>().ToDictionary(status => status, status => calls.GetValueOrDefault(status)));
    }
}
