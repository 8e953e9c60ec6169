using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using CallScript.Domain.Organizations;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Api.Tests;

/// <summary>Who sees callers' numbers, and that nothing else does.</summary>
public sealed class CallerNumberTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Number = "+13125550123";
    private const string Masked = "+1 ••• ••• 0123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OrganizationRole.Viewer, Masked)]
    [InlineData(OrganizationRole.Reviewer, Number)]
    [InlineData(OrganizationRole.Owner, Number)]
    public async Task Calls_ByRole_ShowTheNumberOrItsLastDigits(OrganizationRole role, string shown)
    {
        var (organization, call) = await SeedAsync();
        var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(organization, role, Cancellation));
        var path = $"/api/v1/organizations/{organization.Id}/calls";

        var list = await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var detail = await (await client.GetAsync($"{path}/{call}", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);
        var inbox = await (await client.GetAsync($"/api/v1/organizations/{organization.Id}/flags", Cancellation)).ShouldBeAsync(HttpStatusCode.OK);

        NumberOf(list.GetProperty("items")[0]).ShouldBe(shown);
        NumberOf(detail.GetProperty("call")).ShouldBe(shown);
        NumberOf(inbox.GetProperty("items")[0].GetProperty("call")).ShouldBe(shown);
        detail.GetProperty("callsOfCaller").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Filter_ByNumberOrSameCaller_FindsTheCallersCalls()
    {
        var (organization, call) = await SeedAsync();
        var client = await api.SignedInAsync(organization);
        var path = $"/api/v1/organizations/{organization.Id}/calls";

        (await CountAsync(client, $"{path}?callerNumber={Uri.EscapeDataString("(312) 555-0123")}")).ShouldBe(2);
        (await CountAsync(client, $"{path}?callerNumber=3125550199")).ShouldBe(0);
        (await CountAsync(client, $"{path}?sameCallerAs={call}")).ShouldBe(2);
        (await CountAsync(client, $"{path}?sameCallerAs={Guid.CreateVersion7()}")).ShouldBe(0);
        (await CountAsync(client, $"{path}?search=0123")).ShouldBe(2);
    }

    [Fact]
    public async Task Filter_ByNumberAsAViewer_IsRefusedAndSearchFindsNothing()
    {
        var (organization, _) = await SeedAsync();
        var client = await api.SignedInAsync(await api.Installation.AddMemberAsync(organization, OrganizationRole.Viewer, Cancellation));
        var path = $"/api/v1/organizations/{organization.Id}/calls";

        await (await client.GetAsync($"{path}?callerNumber=3125550123", Cancellation)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "caller_numbers_hidden");
        (await CountAsync(client, $"{path}?search=3125550123")).ShouldBe(0);
    }

    [Fact]
    public async Task Logs_OfRequestsThatNameANumber_DoNotHoldIt()
    {
        var (organization, _) = await SeedAsync();
        var client = await api.SignedInAsync(organization);
        var log = new Lines();
        await using var talkative = api.Factory.WithWebHostBuilder(web =>
        {
            web.UseSetting("Logging:LogLevel:Default", "Information");
            web.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log));
        });
        using var watched = talkative.CreateClient();
        watched.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;

        await watched.GetAsync($"/api/v1/organizations/{organization.Id}/calls?callerNumber=3125550123", Cancellation);
        await watched.GetAsync($"/api/v1/organizations/{organization.Id}/calls?search=3125550123&limit=nonsense", Cancellation);

        log.Written.ShouldNotBeEmpty();
        log.Written.ShouldAllBe(line => !line.Contains("5550123", StringComparison.Ordinal));
    }

    private static string? NumberOf(JsonElement call) => call.GetProperty("callerNumber").GetString();

    private static async Task<int> CountAsync(HttpClient client, string path) =>
        (await (await client.GetAsync(path, Cancellation)).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("items").GetArrayLength();

    private async Task<(TestOrganization Organization, Guid Call)> SeedAsync()
    {
        var organization = await api.Installation.AddOrganizationAsync(Cancellation);
        var keys = await api.Installation.CallerKeysAsync(organization, Cancellation);
        await using var scope = api.Installation.Scope(organization);
        var identity = scope.ServiceProvider.GetRequiredService<Application.Common.Tenancy.ScopeIdentity>();
        await using var db = api.Installation.Database.OwnerContext(identity);
        var flagged = CallBuilder.AddFlaggedFrom(db, organization.Id, keys, Number, "RGB1");
        db.Calls.Add(CallBuilder.PendingFrom(organization.Id, keys, Number, "RGB2", CallBuilder.Noon.AddDays(-1)));
        await db.SaveChangesAsync(Cancellation);
        return (organization, flagged.Id.Value);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
