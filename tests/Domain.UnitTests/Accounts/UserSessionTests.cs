using CallScript.Domain.Accounts;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.UnitTests.Accounts;

public sealed class UserSessionTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void IsLive_WhenNotUsedForTheLifetimeOfARefreshToken_IsOver()
    {
        var session = StartSession();

        session.IsLive(Start + RefreshToken.Lifetime - TimeSpan.FromSeconds(1)).ShouldBeTrue();
        session.IsLive(Start + RefreshToken.Lifetime).ShouldBeFalse();
    }

    [Fact]
    public void Renew_AgainAndAgain_EndsAtTheLongestLifetime()
    {
        var session = StartSession();
        for (var day = 0; day < 90; day += 7)
        {
            session.Renew(null, Start.AddDays(day));
        }

        session.ExpiresAt.ShouldBe(Start + UserSession.LongestLifetime);
        session.IsLive(Start + UserSession.LongestLifetime).ShouldBeFalse();
    }

    [Fact]
    public void Renew_WhenAProviderVouched_KeepsTheEnd()
    {
        var session = StartSession(OrganizationId.From(Guid.NewGuid()));
        session.Renew(null, Start.AddHours(11));

        session.ExpiresAt.ShouldBe(Start + UserSession.VouchedLifetime);
    }

    private static UserSession StartSession(OrganizationId? vouchedBy = null) =>
        UserSession.Start(UserSessionId.From(Guid.NewGuid()), UserId.From(Guid.NewGuid()), vouchedBy, "Browser", "192.0.2.1", Start);
}
