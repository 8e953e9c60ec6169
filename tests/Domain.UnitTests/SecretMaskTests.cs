using CallScript.Domain.Secrets;

namespace CallScript.Domain.UnitTests;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("abcdefghijkl9876", "••••••••9876")]
    [InlineData("short", "••••••••")]
    public void Of_ASecret_ShowsItsLastFourCharactersAtMost(string secret, string expected)
    {
        SecretMask.Of(secret).ShouldBe(expected);
        SecretMask.IsMasked(SecretMask.Of(secret)).ShouldBeTrue();
        SecretMask.IsMasked(secret).ShouldBeFalse();
    }
}
