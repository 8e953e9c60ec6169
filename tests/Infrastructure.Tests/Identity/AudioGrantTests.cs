using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Identity;

public sealed class AudioGrantTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly OrganizationId _organization = new(Guid.CreateVersion7());
    private TestInstallation _installation = null!;

    public async ValueTask InitializeAsync() =>
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public void AudioGrant_ChangedInAnyPartOrExpired_IsRefused()
    {
        var grants = _installation.App.GetRequiredService<IAudioGrants>();
        var grant = grants.Issue(
            _organization, new CallId(Guid.CreateVersion7()), new UserId(Guid.CreateVersion7()), _clock.GetUtcNow() + AudioGrant.Lifetime);

        grants.IsValid(grant).ShouldBeTrue();
        grants.IsValid(grant with { CallId = new CallId(Guid.CreateVersion7()) }).ShouldBeFalse();
        grants.IsValid(grant with { OrganizationId = new OrganizationId(Guid.CreateVersion7()) }).ShouldBeFalse();
        grants.IsValid(grant with { Listener = new UserId(Guid.CreateVersion7()) }).ShouldBeFalse();
        grants.IsValid(grant with { Listener = new Domain.ApiKeys.ApiKeyId(grant.Listener.UserId!.Value.Value) }).ShouldBeFalse();
        grants.IsValid(grant with { ExpiresAt = grant.ExpiresAt.AddHours(1) }).ShouldBeFalse();
        grants.IsValid(grant with { Signature = "" }).ShouldBeFalse();
        _clock.Advance(AudioGrant.Lifetime);
        grants.IsValid(grant).ShouldBeFalse();
    }
}
