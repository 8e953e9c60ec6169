using System.Security.Cryptography;
using CallScript.Application.Common;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Organizations;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Tests.Identity;

public sealed class SecretsTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly OrganizationId _organization = new(Guid.CreateVersion7());
    private TestInstallation _installation = null!;

    public async ValueTask InitializeAsync() =>
        _installation = await TestInstallation.CreateAsync(_clock, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public void Unprotect_ByItsOwnOrganization_GivesTheSecret()
    {
        var secrets = _installation.App.GetRequiredService<ISecretProtector>();

        var stored = secrets.Protect(_organization, "a token");

        secrets.Unprotect(_organization, stored).ShouldBe("a token");
        System.Text.Encoding.UTF8.GetString(stored).ShouldNotContain("a token");
    }

    [Fact]
    public void Unprotect_ByAnotherOrganizationOrAfterAChange_Throws()
    {
        var secrets = _installation.App.GetRequiredService<ISecretProtector>();
        var stored = secrets.Protect(_organization, "a token");

        Should.Throw<CryptographicException>(() => secrets.Unprotect(new OrganizationId(Guid.CreateVersion7()), stored));
        stored[^1] ^= 1;
        Should.Throw<CryptographicException>(() => secrets.Unprotect(_organization, stored));
        Should.Throw<CryptographicException>(() => secrets.Unprotect(_organization, [1, 2, 3]));
    }

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
