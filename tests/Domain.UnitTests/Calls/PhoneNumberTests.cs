using CallScript.Domain.Calls;

namespace CallScript.Domain.UnitTests.Calls;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("3125550123", "+13125550123")]
    [InlineData("(312) 555-0123", "+13125550123")]
    [InlineData("1-312-555-0123", "+13125550123")]
    [InlineData("+1 312 555 0123", "+13125550123")]
    [InlineData(" +44 20 7946 0958", "+442079460958")]
    [InlineData("011 44 20 7946 0958", "+442079460958")]
    [InlineData("72272", "72272")]
    [InlineData("+123", "123")]
    [InlineData("anonymous", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Normalize_OfAnyNotation_GivesOneForm(string? text, string? expected) => PhoneNumber.Normalize(text).ShouldBe(expected);

    [Theory]
    [InlineData("+13125551234", "+1 ••• ••• 1234")]
    [InlineData("+442079460958", "+••• ••• 0958")]
    [InlineData("72272", "•••")]
    public void Mask_OfANumber_ShowsItsLastFourDigitsAtMost(string number, string expected) => PhoneNumber.Mask(number).ShouldBe(expected);
}
