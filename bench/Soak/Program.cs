using System.CommandLine;
using System.Globalization;
using CallScript.Bench.Soak;

// A month of a misbehaving Ringba in minutes, with a worker that is killed again and again; then the database and the vault
// against the simulator's ledger, row by row. Ends with 1 when they differ.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["worker"])
{
    return await SoakWorker.RunAsync(CancellationToken.None);
}

var standard = new SoakPlan();
var seed = new Option<int>("--seed") { Description = "What happens.", DefaultValueFactory = _ => standard.Seed };
var days = new Option<double>("--days") { Description = "Days with calls.", DefaultValueFactory = _ => standard.Days };
var settling = new Option<double>("--settling-days") { Description = "Days after them.", DefaultValueFactory = _ => standard.SettlingDays };
var calls = new Option<int>("--calls") { Description = "Calls of each organization.", DefaultValueFactory = _ => standard.Calls };
var organizations = new Option<int>("--organizations")
{
    Description = "Organizations beside the one whose account fails all the time.",
    DefaultValueFactory = _ => standard.Organizations,
};
var kills = new Option<int>("--kills") { Description = "How often the worker is killed.", DefaultValueFactory = _ => standard.Kills };
var speed = new Option<double>("--speed") { Description = "Calendar seconds a second.", DefaultValueFactory = _ => standard.Speed };
var isShort = new Option<bool>("--short") { Description = "The few days that the tests run." };
var root = new RootCommand("Runs a simulated month under injected faults and kill -9, then compares with the simulator's ledger.")
{
    seed, days, settling, calls, organizations, kills, speed, isShort,
};
root.SetAction(async (arguments, cancellationToken) =>
{
    var plan = arguments.GetValue(isShort)
        ? SoakPlan.FewDays with { Seed = arguments.GetValue(seed) }
        : standard with
        {
            Seed = arguments.GetValue(seed),
            Days = arguments.GetValue(days),
            SettlingDays = arguments.GetValue(settling),
            Calls = arguments.GetValue(calls),
            Organizations = arguments.GetValue(organizations),
            Kills = arguments.GetValue(kills),
            Speed = arguments.GetValue(speed),
        };
    Console.WriteLine(
        $"Seed {plan.Seed}: {plan.Days} days and {plan.SettlingDays} to settle, {plan.Organizations} organizations with {plan.Calls} calls each and one "
        + $"whose account fails, {plan.Kills} kills, {plan.Speed:0} times as fast as the clock.");
    var outcome = await new SoakRun(plan, Console.Out).RunAsync(cancellationToken);
    Report.Write(outcome, Console.Out);
    return outcome.Differences.Count == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
