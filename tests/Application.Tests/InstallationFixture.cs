using CallScript.Application.Common.Tenancy;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Application.Tests;

/// <summary>An installation for the tests of one class; each test takes organizations of its own.</summary>
public sealed class InstallationFixture : IAsyncLifetime
{
    public TestInstallation Installation { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Installation = await TestInstallation.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Installation.DisposeAsync();

    /// <summary>Writes what the workers would have written.</summary>
    public async Task SeedAsync(TestOrganization organization, Action<AppDbContext> seed)
    {
        await using var scope = Installation.Scope(organization);
        var identity = scope.ServiceProvider.GetRequiredService<ScopeIdentity>();
        await using var db = new AppDbContext(
            new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(Installation.Database.OwnerConnectionString).Options, identity, identity);
        seed(db);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
