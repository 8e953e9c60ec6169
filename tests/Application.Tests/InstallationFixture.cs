using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;

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
        await using var db = Installation.OwnerContext(organization);
        seed(db);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
