using CallScript.Application.Recordings.Folders;

namespace CallScript.Application.Tests.Recordings.Folders;

public sealed class NameTemplateTests
{
    [Theory]
    [InlineData("{started_at:yyyyMMdd-HHmmss}_{caller}_{campaign}", "20261101-140000_+12125550147_Medicare_East",
        "started_at=2026-11-01T14:00:00.0000000Z caller=+12125550147 campaign=Medicare_East")]
    [InlineData("{started_at:dd.MM.yyyy}{caller}", "01.11.2026555", "started_at=2026-11-01T00:00:00.0000000Z caller=555")]
    [InlineData("{*}-{external_id}", "agent 7-C-1", "external_id=C-1")]
    [InlineData("[{campaign}]({revenue})", "[A.b](30.5)", "campaign=A.b revenue=30.5")]
    [InlineData("{campaign}]{buyer}^{publisher}-{payout}", "a]b^c-1", "campaign=a buyer=b publisher=c payout=1")]
    public void Read_ANameThatWasMadeThisWay_GivesItsFields(string template, string name, string fields) =>
        string.Join(' ', NameTemplate.Parse(template).Value.Read(name).Value.OrderBy(field => template.IndexOf(field.Key, StringComparison.Ordinal))
            .Select(field => $"{field.Key}={field.Value}")).ShouldBe(fields);

    [Theory]
    [InlineData("20261101-140000_+1212")]
    [InlineData("20261101_140000_1_x")]
    [InlineData("٢٠٢٦١١٠١-140000_1_x")]
    [InlineData("20261101-140000__x")]
    [InlineData("20261101-140000_1_x\ny")]
    [InlineData("")]
    public void Read_AnotherName_GivesNothing(string name) =>
        NameTemplate.Parse("{started_at:yyyyMMdd-HHmmss}_{caller}_{campaign}").Value.Read(name).Value.ShouldBeEmpty();

    [Theory]
    [InlineData("20261301")]
    [InlineData("20260230")]
    [InlineData("00000000")]
    public void Read_ANameWithADateThatDoesNotExist_IsRefused(string name) =>
        NameTemplate.Parse("{started_at:yyyyMMdd}").Value.Read(name).IsSuccess.ShouldBeFalse();

    [Fact]
    public void Read_ANameMadeToTakeLong_Ends() =>
        NameTemplate.Parse("{caller}_{campaign}_{buyer}_{publisher}-end").Value.Read(new string('_', 250_000)).Value.ShouldBeEmpty();

    [Theory]
    [InlineData("{caller}{campaign}", "Nothing separates 'caller'")]
    [InlineData("{*}{started_at:yyyyMMdd}", "Nothing separates '*'")]
    [InlineData("{agent}", "There is no 'agent'")]
    [InlineData("{caller}_{caller}", "names caller twice")]
    [InlineData("{started_at:yyyyMMdd}_{started_at:yyyyMMdd}", "names started_at twice")]
    [InlineData("{started_at}", "started_at needs a format")]
    [InlineData("{started_at:HHmmss}", "at least yyyy, MM, dd")]
    [InlineData("{started_at:d}", "started_at needs a format")]
    [InlineData("{started_at:yyyyMMdd'x'}", "started_at needs a format")]
    [InlineData("{started_at:yyyyMMddyyyy}", "each once")]
    [InlineData("{caller:x}", "Only started_at has a format")]
    [InlineData("{caller", "is not closed")]
    [InlineData("caller}", "letter at 7")]
    [InlineData("../{caller}", "letter at 3")]
    [InlineData("recording", "names no field")]
    [InlineData("{*}", "names no field")]
    [InlineData("{{caller}", "There is no '{caller'")]
    public void Parse_ATemplateThatMakesNoSenseOrCouldBeReadInTwoWays_SaysWhy(string template, string reason) =>
        NameTemplate.Parse(template).Error!.Message.ShouldContain(reason);
}
