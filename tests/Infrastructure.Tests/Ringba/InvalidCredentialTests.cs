using CallScript.Application.Common;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Pipeline;
using CallScript.Domain.Integrations;
using CallScript.Domain.Pipeline;
using CallScript.Infrastructure.Tests.Privacy;
using CallScript.RingbaSimulator;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Ringba;

/// <summary>A token that Ringba refuses is said to be invalid, is not hammered, and troubles nobody else.</summary>
public sealed class InvalidCredentialTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestInstallation _installation = null!;
    private RingbaSimulatorServer _ringba = null!;
    private WorkerHost _worker = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: Cancellation);
        _worker = new WorkerHost(_installation, _clock, _ringba.Address);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _ringba.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Theory]
    [InlineData("RA-nobody", false, "ringba_bad_account")]
    [InlineData(null, true, "ringba_bad_token")]
    public async Task Ingest_WhenRingbaRefuses_MarksTheCredentialAndPauses(string? account, bool wrongToken, string code)
    {
        await ConnectAsync(_organization, account ?? _ringba.AccountId, wrongToken ? "wrong" : _ringba.Token);

        await IngestAsync();
        var asked = _ringba.Journal.Entries.Count;
        var refused = await ConnectionAsync();

        refused.InvalidSince.ShouldBe(_clock.GetUtcNow());
        (refused.LastErrorCode, refused.LastErrorAt).ShouldBe((code, _clock.GetUtcNow()));
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            await IngestAsync();
        }

        _ringba.Journal.Entries.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Ingest_WhileRefused_ProbesEverMoreSlowlyAndRecoversByItself()
    {
        await ConnectAsync(_organization, _ringba.AccountId, "later-right");
        var probes = 0;
        for (var minute = 0; minute < 240; minute += 5)
        {
            var before = _ringba.Journal.Entries.Count;
            await IngestAsync();
            probes += _ringba.Journal.Entries.Count > before ? 1 : 0;
            _clock.Advance(TimeSpan.FromMinutes(5));
        }

        probes.ShouldBeInRange(4, 9);
        _ringba.Accounts.Add(_ringba.AccountId, "later-right");
        _clock.Advance(TimeSpan.FromHours(1));
        await IngestAsync();

        var recovered = await ConnectionAsync();
        (recovered.InvalidSince, recovered.LastError, recovered.LastReadAt).ShouldBe((null, null, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task Ingest_AfterTheTokenIsReplaced_ReadsAtTheNextTurn()
    {
        await ConnectAsync(_organization, _ringba.AccountId, "wrong");
        await IngestAsync();
        var connection = await ConnectionAsync();
        var token = await _installation.App.GetRequiredService<ISecretProtector>().ProtectAsync(
            new SecretName(_organization.Id, SecretKind.RingbaToken, connection.Id.Value), _ringba.Token, Cancellation);
        await using (var scope = _installation.Scope(_organization))
        {
            var db = scope.ServiceProvider.GetRequiredService<Infrastructure.Persistence.AppDbContext>();
            (await db.RingbaConnections.SingleAsync(Cancellation)).ReplaceToken(token);
            await db.SaveChangesAsync(Cancellation);
        }

        await IngestAsync();

        (await ConnectionAsync()).LastReadAt.ShouldBe(_clock.GetUtcNow());
    }

    [Fact]
    public async Task Ingest_OfAHealthyAccount_IsNotDelayedByABrokenOne()
    {
        var healthy = await _installation.AddOrganizationAsync(Cancellation);
        await ConnectAsync(_organization, _ringba.AccountId, "wrong");
        await ConnectAsync(healthy, _ringba.AccountId, _ringba.Token);

        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            var leases = await _worker.ClaimAsync(Lane.Ingest);
            leases.Select(lease => lease.OrganizationId).ShouldBe([_organization.Id, healthy.Id], ignoreOrder: true);
            foreach (var lease in leases)
            {
                var owner = lease.OrganizationId == healthy.Id ? healthy : _organization;
                (await _worker.WorkAsync(owner, new IngestCalls(lease, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Done>();
            }

            (await _worker.QueryAsync(healthy, db => db.RingbaConnections.Select(row => row.LastReadAt).SingleAsync(Cancellation)))
                .ShouldBe(_clock.GetUtcNow());
        }
    }

    private async Task ConnectAsync(TestOrganization organization, string account, string token) =>
        (await _installation.SendAsync(
            organization, new ConnectRingba(_ringba.ApiAddress, account, token, _clock.GetUtcNow().AddHours(-1)), Cancellation)).IsSuccess.ShouldBeTrue();

    private async Task IngestAsync()
    {
        var lease = (await _worker.ClaimAsync(Lane.Ingest)).ShouldHaveSingleItem();
        (await _worker.WorkAsync(_organization, new IngestCalls(lease, TimeSpan.Zero))).ShouldBeOfType<LaneOutcome.Done>();
    }

    private Task<RingbaConnection> ConnectionAsync() =>
        _worker.QueryAsync(_organization, db => db.RingbaConnections.AsNoTracking().SingleAsync(Cancellation));
}
