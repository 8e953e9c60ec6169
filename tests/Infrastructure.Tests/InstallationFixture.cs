using CallScript.TestKit.Hosting;

namespace CallScript.Infrastructure.Tests;

/// <summary>One installation for the tests of a class, each of which makes its own organizations.</summary>
public sealed class InstallationFixture : IAsyncLifetime
{
    public TestInstallation Installation { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Installation = await TestInstallation.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Installation.DisposeAsync();
}
