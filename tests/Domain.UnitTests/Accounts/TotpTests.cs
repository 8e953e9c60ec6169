using System.Text;
using CallScript.Domain.Accounts;

namespace CallScript.Domain.UnitTests.Accounts;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void CodeAt_TheStandardsTimes_IsTheStandardsCode(long seconds, string code) =>
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Match_WhenTheClocksDiffer_AllowsOneStep(int steps, bool accepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var code = Totp.CodeAt(Secret, Totp.StepAt(now) + steps);

        (Totp.Match(Secret, code, now, lastUsedStep: 0) is not null).ShouldBe(accepted);
    }

    [Fact]
    public void Match_WhenTheCodeWasUsed_IsNull()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var code = Totp.CodeAt(Secret, Totp.StepAt(now));
        var used = Totp.Match(Secret, code, now, lastUsedStep: 0).ShouldNotBeNull();

        Totp.Match(Secret, code, now, used).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("００５９２４")]
    public void Match_WithSomethingElse_IsNull(string code) =>
        Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1_234_567_890), 0).ShouldBeNull();

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void ToBase32_TheStandardsTexts_GivesTheStandardsForms(string text, string expected) =>
        Totp.ToBase32(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);
}
