using System.Text;
using CallScript.Application.Recordings.Folders;

namespace CallScript.Application.Tests.Recordings.Folders;

public sealed class SideCarTests
{
    [Theory]
    [InlineData("a.csv", "caller,campaign\n555,East\n", "caller=555 campaign=East")]
    [InlineData("a.CSV", "\ufeffCaller, Campaign ,agent\r\n555,\"East, \"\"late\"\"\r\nshift\",7\r\n\r\n", "caller=555 campaign=East, \"late\"\r\nshift")]
    [InlineData("a.csv", "external_id,caller\n\"\",", "external_id= caller=")]
    [InlineData("a.json", """{"external_id":"C-1","revenue":30.50,"buyer":null,"agent":{"id":7}}""", "external_id=C-1 revenue=30.50 buyer=")]
    [InlineData("a.json", "{}", "")]
    public void Read_OfWhatIsWellMade_GivesTheKnownFields(string name, string content, string fields) =>
        string.Join(' ', Read(name, content).Value.Select(field => $"{field.Key}={field.Value}")).ShouldBe(fields);

    [Theory]
    [InlineData("a.csv", "caller\n\"555", "quotes")]
    [InlineData("a.csv", "caller\n5\"55", "quotes")]
    [InlineData("a.csv", "caller\n\"555\"0", "quotes")]
    [InlineData("a.csv", "caller", "one row")]
    [InlineData("a.csv", "caller\n1\n2", "one row")]
    [InlineData("a.csv", "caller,campaign\n1", "one row")]
    [InlineData("a.csv", "caller,CALLER\n1,2", "names caller twice")]
    [InlineData("a.json", "{", "not JSON")]
    [InlineData("a.json", "[1]", "not one JSON object")]
    [InlineData("a.json", """{"caller":["1"]}""", "value of caller")]
    [InlineData("a.json", """{"caller":"1","Caller":"2"}""", "names caller twice")]
    public void Read_OfWhatIsBroken_SaysWhy(string name, string content, string reason) =>
        Read(name, content).Error!.Message.ShouldContain(reason);

    [Fact]
    public void Read_OfOtherThanUtf8_IsRefused() => SideCar.Read("a.csv", [0x61, 0xff, 0x0a]).Error!.Message.ShouldContain("UTF-8");

    [Fact]
    public void Fields_AsDetails_AreExact()
    {
        var details = Details("started_at=2026-11-01T14:00:00-05:00", "duration=61.5", "revenue=30.1234", "payout=-1", "caller= 555\u0007 ").Value;

        details.StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 1, 19, 0, 0, TimeSpan.Zero));
        details.Duration.ShouldBe(TimeSpan.FromSeconds(61.5));
        details.Revenue.ShouldBe(30.1234m);
        details.Payout.ShouldBe(-1m);
        details.CallerNumber.ShouldBe("555");
    }

    [Theory]
    [InlineData("started_at=11/02/2026")]
    [InlineData("started_at=2026-13-01")]
    [InlineData("duration=1e3")]
    [InlineData("duration=99999999999999999999999999")]
    [InlineData("revenue=30,50")]
    [InlineData("revenue=$30")]
    [InlineData("payout=NaN")]
    public void Fields_ThatAreNotExact_AreRefusedByName(string field) =>
        Details(field).Error!.Message.ShouldContain(field.Split('=')[0]);

    [Fact]
    public void FileName_WithALongNumber_KeepsItsLastFourDigits() =>
        RecordingFields.Read("east_+1 (212) 555-0147.wav", new Dictionary<string, string>(), null, DateTimeOffset.UnixEpoch).Value.FileName
            .ShouldBe("east_+…0147.wav");

    private static Domain.Common.Result<Application.Recordings.RecordingDetails> Details(params string[] fields) => RecordingFields.Read(
        "a.wav", fields.ToDictionary(field => field.Split('=')[0], field => field.Split('=')[1]), null, DateTimeOffset.UnixEpoch);

    private static Domain.Common.Result<IReadOnlyDictionary<string, string>> Read(string name, string content) =>
        SideCar.Read(name, Encoding.UTF8.GetBytes(content));
}
