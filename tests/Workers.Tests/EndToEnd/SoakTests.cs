using CallScript.Bench.Soak;

namespace CallScript.Workers.Tests.EndToEnd;

/// <summary>Days of a misbehaving Ringba in less than a minute; <c>./callscript bench soak</c> runs the month.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task Worker_KilledWhileRingbaMisbehaves_AgreesWithTheLedgerInTheEnd()
    {
        await using var said = new StringWriter();
        await using var log = TextWriter.Synchronized(said);

        var outcome = await new SoakRun(SoakPlan.FewDays, log).RunAsync(TestContext.Current.CancellationToken);

        Report.Write(outcome, log);
        outcome.Differences.ShouldBeEmpty(said.ToString());
        outcome.Kills.ShouldBe(SoakPlan.FewDays.Kills);
        outcome.Faults.Count(kind => kind.Value > 0).ShouldBeGreaterThan(15, said.ToString());
    }
}
