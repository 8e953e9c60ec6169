using System.Collections.Concurrent;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Pipeline;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Workers.Lanes;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Workers.Hosting;

/// <summary>
/// Runs one lane: claims newest first, keeps the leases alive, works on each item in its own tenant scope, and
/// turns outcomes into retries, parking or the end of the item. It holds no state that a crash could lose.
/// </summary>
internal sealed partial class LaneRunner(
    ILane lane, IWorkQueue queue, IServiceScopeFactory scopes, TimeProvider clock, ILogger<LaneRunner> logger)
    : IDisposable
{
    private static readonly Func<ILogger, Lane, Guid, Guid, int, IDisposable?> LeaseScope =
        LoggerMessage.DefineScope<Lane, Guid, Guid, int>("lane {Lane} organization {OrganizationId} subject {SubjectId} attempt {Attempt}");

    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly ConcurrentDictionary<WorkItemId, RunningItem> _running = new();
    private readonly LaneSlots _slots = new(lane, clock);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private bool _draining;

    public Lane Key => lane.Key;

    public LaneOptions Options => lane.Options;

    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Says that there may be new work; a drain that is under way looks at once.</summary>
    public void Wake()
    {
        queue.Announce(lane.Key);
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>
    /// Works until nothing can be claimed, refilling each slot as it falls free or work is announced. Returns when
    /// the last item is done. Cancelling stops claiming and cancels the running items, whose leases then run out.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        do
        {
            Volatile.Write(ref _draining, true);
            try
            {
                await DrainOnceAsync(cancellationToken);
            }
            finally
            {
                Volatile.Write(ref _draining, false);
            }
        }
        while (await _wake.WaitAsync(TimeSpan.Zero, cancellationToken));
    }

    private async Task DrainOnceAsync(CancellationToken cancellationToken)
    {
        using var heartbeat = new CancellationTokenSource();
        var beating = BeatAsync(heartbeat.Token);
        var tasks = new HashSet<Task>();
        try
        {
            while (true)
            {
                var (free, except) = _slots.Room();
                var leases = free > 0
                    ? await queue.ClaimAsync(lane.Key, _owner, free, Options.Lease, except, cancellationToken)
                    : [];
                tasks.UnionWith(leases.Select(lease => WorkAsync(lease, cancellationToken)).ToList());
                if (tasks.Count == 0)
                {
                    return;
                }

                // What slow organizations got leaves slots free.
                if (leases.Count == 0 || leases.Count < free)
                {
                    await AnyAsync(tasks, cancellationToken);
                }

                tasks.RemoveWhere(task => task.IsCompleted);
            }
        }
        finally
        {
            await Task.WhenAll(tasks);
            await heartbeat.CancelAsync();
            await beating;
        }
    }

    /// <summary>
    /// Until an item is done or has been held for too long, or there may be work for a free slot: announced, or a retry that came
    /// due.
    /// </summary>
    private async Task AnyAsync(HashSet<Task> tasks, CancellationToken cancellationToken)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = new List<Task>(tasks);
        if (_slots.Room().Free > 0)
        {
            waits.Add(_wake.WaitAsync(settled.Token));
            waits.Add(Task.Delay(Options.Interval, clock, settled.Token));
        }

        if (_slots.UntilNextSlow() is { } patience)
        {
            waits.Add(Task.Delay(patience, clock, settled.Token));
        }

        await Task.WhenAny(waits);
        await settled.CancelAsync();
    }

    private async Task WorkAsync(WorkLease lease, CancellationToken stopping)
    {
        using var scope = LeaseScope(logger, lease.Lane, lease.OrganizationId.Value, lease.SubjectId, lease.Attempt);
        using var timeout = new CancellationTokenSource(Options.Timeout, clock);
        using var lost = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, timeout.Token, lost.Token);
        _running[lease.Id] = new RunningItem(lease, lost);
        _slots.Take(lease);
        try
        {
            var outcome = await AttemptAsync(lease, linked.Token, timeout.Token);
            await SettleAsync(lease, outcome, stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else holds the item now; whatever this attempt did was rolled back.
            LogLeaseLost(lease.Id, lease.Attempt);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || lost.IsCancellationRequested)
        {
            LogAttemptStopped(lease.Id, lease.Attempt);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The database is away or refuses: the item stays leased and comes back when the lease runs out.
            LogSettleFailed(exception, lease.Id, lease.Attempt);
        }
        finally
        {
            _running.TryRemove(lease.Id, out _);
            _slots.Release(lease);
        }
    }

    private async Task<LaneOutcome> AttemptAsync(WorkLease lease, CancellationToken cancellationToken, CancellationToken timeout)
    {
        try
        {
            var result = await SendAsync(lease, lane.RequestFor(lease), cancellationToken);
            return result.IsSuccess ? result.Value : LaneOutcome.FromError(result.Error);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new LaneOutcome.Retry(PipelineErrors.TimedOut(Options.Timeout));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or DbUpdateConcurrencyException or OutOfMemoryException))
        {
            LogAttemptThrew(exception, lease.Id, lease.Attempt);
            return new LaneOutcome.Retry(PipelineErrors.Unexpected(exception.GetType().Name));
        }
    }

    private async Task SettleAsync(WorkLease lease, LaneOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case LaneOutcome.Done:
                LogDone(lease.Id, lease.Attempt);
                return;
            case LaneOutcome.Snooze snooze:
                await RequireAsync(lease, new ReturnToQueue(lease, snooze.Delay, Cause: null), cancellationToken);
                return;
            case LaneOutcome.Retry retry when (retry.Policy ?? Options.Retries) is var policy && lease.Attempt < policy.MaxAttempts:
                var delay = policy.DelayAfter(lease.Attempt, Random.Shared);
                LogRetry(lease.Id, lease.Attempt, retry.Cause.Code, delay);
                await RequireAsync(lease, new ReturnToQueue(lease, delay, retry.Cause), cancellationToken);
                return;
            case LaneOutcome.Retry retry:
                await GiveUpAsync(lease, retry.Cause, cancellationToken);
                return;
            case LaneOutcome.Fail fail:
                await GiveUpAsync(lease, fail.Cause, cancellationToken);
                return;
            case LaneOutcome.Cancel cancel:
                LogCancelled(lease.Id, cancel.Reason);
                if ((await queue.CompleteAsync([lease], cancellationToken)).Count == 0)
                {
                    LogLeaseLost(lease.Id, lease.Attempt);
                }

                return;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }

    /// <summary>Calls are parked as failed. A lane whose items never end goes on at its slowest pace instead.</summary>
    internal async Task GiveUpAsync(WorkLease lease, Error cause, CancellationToken cancellationToken)
    {
        if (!lease.Lane.WorksOnCalls())
        {
            LogRetry(lease.Id, lease.Attempt, cause.Code, Options.LongestBackoff);
            await RequireAsync(lease, new ReturnToQueue(lease, Options.LongestBackoff, cause), cancellationToken);
            return;
        }

        LogParked(lease.Id, lease.Attempt, cause.Code);
        await RequireAsync(lease, new ParkCall(lease, cause), cancellationToken);
    }

    /// <summary>A worker died with this item: another attempt, or the end when that was the last.</summary>
    internal Task RecoverAsync(WorkLease lease, CancellationToken cancellationToken) =>
        SettleAsync(lease, new LaneOutcome.Retry(PipelineErrors.WorkerLost), cancellationToken);

    private async Task RequireAsync(WorkLease lease, IRequest<Result> request, CancellationToken cancellationToken)
    {
        var result = await SendAsync(lease, request, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"{request.GetType().Name} was refused: {result.Error.Code}.");
        }
    }

    private async Task<TResponse> SendAsync<TResponse>(
        WorkLease lease, IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(lease.OrganizationId);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    private async Task BeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Options.Lease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await ExtendAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The drain is over.
        }
    }

    private async Task ExtendAsync(CancellationToken cancellationToken)
    {
        var running = _running.Values.ToList();
        if (running.Count == 0)
        {
            return;
        }

        try
        {
            var held = await queue.ExtendAsync([.. running.Select(item => item.Lease)], Options.Lease, cancellationToken);
            foreach (var item in running.Where(item => !held.Contains(item.Lease.Id) && _running.ContainsKey(item.Lease.Id)))
            {
                await item.Lost.CancelAsync();
            }
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or ObjectDisposedException)
        {
            // Missing one beat is allowed for; the fencing token decides who was right.
            LogHeartbeatFailed(exception);
        }
    }

    public void Dispose() => _wake.Dispose();

    private sealed record RunningItem(WorkLease Lease, CancellationTokenSource Lost);

    [LoggerMessage(1, LogLevel.Debug, "Item {ItemId} done at attempt {Attempt}.")]
    private partial void LogDone(WorkItemId itemId, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "Item {ItemId} failed at attempt {Attempt} with {Code}; next attempt in {Delay}.")]
    private partial void LogRetry(WorkItemId itemId, int attempt, string code, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Error, "Item {ItemId} is given up after attempt {Attempt} with {Code}.")]
    private partial void LogParked(WorkItemId itemId, int attempt, string code);

    [LoggerMessage(4, LogLevel.Information, "Item {ItemId} is cancelled: {Reason}")]
    private partial void LogCancelled(WorkItemId itemId, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Item {ItemId}: the lease of attempt {Attempt} has passed to another worker.")]
    private partial void LogLeaseLost(WorkItemId itemId, int attempt);

    [LoggerMessage(6, LogLevel.Information, "Item {ItemId}: attempt {Attempt} was stopped.")]
    private partial void LogAttemptStopped(WorkItemId itemId, int attempt);

    [LoggerMessage(7, LogLevel.Error, "Item {ItemId}: attempt {Attempt} threw.")]
    private partial void LogAttemptThrew(Exception exception, WorkItemId itemId, int attempt);

    [LoggerMessage(8, LogLevel.Error, "Item {ItemId}: the outcome of attempt {Attempt} could not be stored.")]
    private partial void LogSettleFailed(Exception exception, WorkItemId itemId, int attempt);

    [LoggerMessage(9, LogLevel.Warning, "A heartbeat failed.")]
    private partial void LogHeartbeatFailed(Exception exception);
}
