using System.Data.Common;
using CallScript.Application;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Pipeline;
using CallScript.Application.Recordings;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.Infrastructure.Judging;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Recordings;
using CallScript.Infrastructure.Speech;
using CallScript.Infrastructure.WorkQueue;
using CallScript.TestKit.Hosting;
using MediatR;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Privacy;

/// <summary>The use cases as workers run them, without the lanes' loop: a test decides when an item is worked on.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="installation">Whose workers these are.</param>
    /// <param name="clock">The time.</param>
    /// <param name="trusted">A server of the test's own, which is neither public nor asked by https.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="vault">In the place of the installation's own.</param>
    public WorkerHost(
        TestInstallation installation,
        TimeProvider clock,
        Uri? trusted = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        IRecordingVault? vault = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(installation.Settings)
            .AddInMemoryCollection([new("Outbound:TrustedOrigins:0", trusted?.GetLeftPart(UriPartial.Authority))])
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddApplication()
            .AddLaneRequests()
            .AddPersistence(configuration, DatabaseRole.Worker)
            .ConfigureDbContext<AppDbContext>(options => options.AddInterceptors(Breaker))
            .AddAccounts(configuration)
            .AddSecurityKeys(configuration)
            .AddRingba(configuration)
            .AddRecordings(configuration)
            .AddSpeech(configuration)
            .AddJudging()
            .AddWorkQueue(configuration);
        if (vault is not null)
        {
            services.AddSingleton(vault);
        }

        _services = services.BuildServiceProvider();
    }

    public Breaker Breaker { get; } = new();

    public IServiceProvider Services => _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<T> SendAsync<T>(TestOrganization organization, IRequest<T> request)
    {
        await using var scope = Scope(organization);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, Cancellation);
    }

    public AsyncServiceScope Scope(TestOrganization organization)
    {
        var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organization.Id);
        return scope;
    }

    public async Task<T> QueryAsync<T>(TestOrganization organization, Func<AppDbContext, Task<T>> query)
    {
        await using var scope = Scope(organization);
        return await query(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }

    public async Task SaveAsync(TestOrganization organization, Action<AppDbContext> change)
    {
        await using var scope = Scope(organization);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        change(db);
        await db.SaveChangesAsync(Cancellation);
    }

    /// <summary>Everything that can be claimed in a lane.</summary>
    public Task<IReadOnlyList<WorkLease>> ClaimAsync(Lane lane) =>
        _services.GetRequiredService<IWorkQueue>().ClaimAsync(lane, "test", 100, TimeSpan.FromMinutes(5), Cancellation);

    public async Task<LaneOutcome> WorkAsync(TestOrganization organization, ILaneRequest request) =>
        await SendAsync(organization, request) is { IsSuccess: true } result ? result.Value : throw new InvalidOperationException("The lane's request failed.");

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Breaks the connection at a chosen statement, as a killed process would.</summary>
internal sealed class Breaker : DbCommandInterceptor
{
    private int _left = int.MaxValue;

    /// <summary>The statement of this number, from now on, is not run.</summary>
    public void BreakAt(int statement) => _left = statement;

    public void Heal() => _left = int.MaxValue;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Count();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Count();
        return ValueTask.FromResult(result);
    }

    private void Count()
    {
        if (--_left <= 0)
        {
            throw new BrokenConnectionException();
        }
    }
}

internal sealed class BrokenConnectionException() : Exception("The connection is broken on purpose.");
