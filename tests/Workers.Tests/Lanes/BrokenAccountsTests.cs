using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.WorkQueue;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using CallScript.TestKit.Speech;
using CallScript.Workers.Hosting;
using CallScript.Workers.Lanes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Workers.Tests.Lanes;

/// <summary>
/// One organization whose account works, beside others whose accounts or recordings hang, fail or throttle for as long as the test
/// lasts, in the real lanes. Only the test moves the clock, so that what is broken gives its slot back to nobody by itself.
/// </summary>
public sealed class BrokenAccountsTests
{
    private const int Slots = 4;
    private const int Broken = 4 * Slots;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string Sample = SampleTruth.Named("home-services-voicemail").AudioPath;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task BrokenAccounts_HoweverMany_DelayNoOther()
    {
        // Long before the database's clock: whatever goes back to the queue is due at once.
        var clock = new ManualClock();
        await using var installation = await TestInstallation.CreateAsync(clock, cancellationToken: Cancellation);
        await using var ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        var faults = new List<CountedFault>();
        for (var number = 0; number < Broken; number++)
        {
            faults.Add(await AddBrokenAsync(installation, ringba, clock, number));
        }

        await WhileDrainingAsync(installation, ringba, clock, Lane.Ingest, async () =>
        {
            await BegunAsync(faults, Slots);
            var good = await installation.AddOrganizationAsync(Cancellation);
            await ConnectAsync(installation, ringba, clock, good, ringba.AccountId, ringba.Token);

            // Every slot is held. Each patience frees as many, for others that nobody knows to be broken yet.
            for (var begun = 2 * Slots; begun <= Broken; begun += Slots)
            {
                clock.Advance(Patience);
                await BegunAsync(faults, begun);
            }

            clock.Advance(Patience);
            await TakenInAsync(installation, ringba, good, "RGB1", clock);

            // They are tried again, and hang again, but now it is known of them: no time has to pass.
            var again = faults.OfType<HangNext>().Select(fault => new HangNext { Account = fault.Account, Count = int.MaxValue }).ToList();
            ringba.Faults.Clear();
            again.ForEach(ringba.Faults.Add);
            clock.Advance(Timeout);
            await BegunAsync(again, again.Count);
            await TakenInAsync(installation, ringba, good, "RGB2", clock);
        });
    }

    [Fact(Timeout = 120_000)]
    public async Task RecordingsThatHang_HoweverMany_DelayNoOther()
    {
        var clock = new ManualClock();
        await using var installation = await TestInstallation.CreateAsync(clock, cancellationToken: Cancellation);
        await using var ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        var (slow, good) = (await installation.AddOrganizationAsync(Cancellation), await installation.AddOrganizationAsync(Cancellation));
        var hanging = Enumerable.Range(0, 2 * Slots)
            .Select(_ => new HangNext { Account = "RASLOW", Route = SimulatedRoute.Recording })
            .ToList();
        hanging.ForEach(ringba.Faults.Add);
        foreach (var number in Enumerable.Range(0, hanging.Count))
        {
            await AddPendingAsync(installation, ringba, clock, slow, $"RGBSLOW{number}", "RASLOW");
        }

        await WhileDrainingAsync(installation, ringba, clock, Lane.Vault, async () =>
        {
            await BegunAsync(hanging, Slots);
            await using var signals = await ListenAsync(installation);
            await AddPendingAsync(installation, ringba, clock, good, "RGBGOOD", ringba.AccountId);

            clock.Advance(Patience);
            await UntilAsync(installation, good, signals, call => call.Status == CallStatus.Downloaded);
            hanging.Count(fault => fault.Begun.IsCompleted).ShouldBe(Slots);
        });
    }

    /// <summary>Does something while a lane works, and stops it whatever it holds then.</summary>
    private static async Task WhileDrainingAsync(
        TestInstallation installation, RingbaSimulatorServer ringba, ManualClock clock, Lane lane, Func<Task> act)
    {
        await using var services = Workers(installation, ringba, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var drain = services.GetServices<LaneRunner>().Single(runner => runner.Key == lane).DrainAsync(stop.Token);
        try
        {
            await act();
        }
        finally
        {
            await stop.CancelAsync();
            await drain.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static ServiceProvider Workers(TestInstallation installation, RingbaSimulatorServer ringba, ManualClock clock)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(installation.Settings)
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Outbound:TrustedOrigins:0"] = ringba.Address.GetLeftPart(UriPartial.Authority),
                ["Ringba:AttemptTimeout"] = "00:10:00",
                ["Lanes:Ingest:Concurrency"] = Slots.ToString(CultureInfo.InvariantCulture),
                ["Lanes:Ingest:Patience"] = Patience.ToString(),
                ["Lanes:Ingest:Timeout"] = Timeout.ToString(),
                ["Lanes:Vault:Concurrency"] = Slots.ToString(CultureInfo.InvariantCulture),
                ["Lanes:Vault:Patience"] = Patience.ToString(),
            })
            .Build();
        return new ServiceCollection()
            .AddLogging()
            .AddPipeline(configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddWorkQueue(configuration)
            .AddLanes(configuration)
            .BuildServiceProvider();
    }

    private static async Task<CountedFault> AddBrokenAsync(
        TestInstallation installation, RingbaSimulatorServer ringba, ManualClock clock, int number)
    {
        var organization = await installation.AddOrganizationAsync(Cancellation);
        var (account, token) = ($"RABROKEN{number}", $"token-{number}");
        ringba.Accounts.Add(account, token);
        await ConnectAsync(installation, ringba, clock, organization, account, token);
        CountedFault fault = (number % 4) switch
        {
            0 => new FailNext { Account = account, Status = 500, Count = int.MaxValue },
            1 => new FailNext { Account = account, Status = 429, RetryAfterSeconds = 30, Count = int.MaxValue },
            _ => new HangNext { Account = account, Count = int.MaxValue },
        };
        ringba.Faults.Add(fault);
        return fault;
    }

    private static async Task ConnectAsync(
        TestInstallation installation,
        RingbaSimulatorServer ringba,
        ManualClock clock,
        TestOrganization organization,
        string account,
        string token) =>
        (await installation.SendAsync(
            organization, new ConnectRingba(ringba.ApiAddress, account, token, clock.GetUtcNow().AddHours(-1)), Cancellation))
        .IsSuccess.ShouldBeTrue();

    /// <summary>Until so many of the broken accounts have been asked.</summary>
    private static async Task BegunAsync(IReadOnlyCollection<CountedFault> faults, int count)
    {
        while (faults.Where(fault => !fault.Begun.IsCompleted).Select(fault => fault.Begun).ToList() is var waiting
            && faults.Count - waiting.Count < count)
        {
            await Task.WhenAny(waiting).WaitAsync(Cancellation);
        }
    }

    /// <summary>Reports a call, and waits until it is here.</summary>
    private static async Task TakenInAsync(
        TestInstallation installation, RingbaSimulatorServer ringba, TestOrganization organization, string id, ManualClock clock)
    {
        await using var signals = await ListenAsync(installation);
        ringba.Calls.Add(new SimulatedCall
        {
            InboundCallId = id,
            StartedAt = clock.GetUtcNow().AddMinutes(-1),
            Duration = TimeSpan.FromSeconds(30),
            Recording = SimulatedRecording.OfBytes([1, 2, 3]),
            Fields = new Dictionary<string, JsonNode?>(),
        });
        await UntilAsync(installation, organization, signals, call => call.SourceCallId == id);
    }

    /// <summary>Until the organization has such a call; whatever the pipeline does with one announces work.</summary>
    private static async Task UntilAsync(
        TestInstallation installation, TestOrganization organization, NpgsqlConnection signals, Expression<Func<Call, bool>> isThere)
    {
        await using var db = installation.OwnerContext(organization);
        while (!await db.Calls.AnyAsync(isThere, Cancellation))
        {
            await signals.WaitAsync(Cancellation);
        }
    }

    /// <summary>Puts a call into the log and, as if it had been read from there, into the queue for its recording.</summary>
    private static async Task AddPendingAsync(
        TestInstallation installation, RingbaSimulatorServer ringba, ManualClock clock, TestOrganization organization, string id, string account)
    {
        var simulated = new SimulatedCall
        {
            InboundCallId = id,
            AccountId = account,
            StartedAt = clock.GetUtcNow(),
            Duration = TimeSpan.FromSeconds(30),
            Recording = SimulatedRecording.OfFile(Sample),
        };
        ringba.Calls.Add(simulated);
        await using var db = installation.OwnerContext(organization);
        var call = CallBuilder.Pending(
            organization.Id,
            CallBuilder.Report(id, simulated.StartedAt, recording: ringba.RecordingAddress(simulated)));
        db.Calls.Add(call);
        db.WorkItems.Add(WorkItem.Create(
            organization.Id, clock.NewId<WorkItemId>(), Lane.Vault, call.Id.Value, call.StartedAt, clock.GetUtcNow()));
        await db.SaveChangesAsync(Cancellation);
    }

    private static async Task<NpgsqlConnection> ListenAsync(TestInstallation installation)
    {
        var signals = new NpgsqlConnection(installation.Database.OwnerConnectionString);
        await signals.OpenAsync(Cancellation);
        await using var listen = new NpgsqlCommand($"listen {WorkSignals.Channel}", signals);
        await listen.ExecuteNonQueryAsync(Cancellation);
        return signals;
    }
}
