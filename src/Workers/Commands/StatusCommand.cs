using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallScript.Application.Pipeline;
using CallScript.Domain.Calls;
using CallScript.Domain.Pipeline;
using CallScript.Workers.Hosting;

namespace CallScript.Workers.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object for programs." };
        var command = new Command("status", "Depth and oldest age of every lane over all organizations, and how calls stand.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var builder = CommandHost.CreateBuilder();
            builder.Services.AddPipeline(builder.Configuration);
            using var host = builder.Build();
            var statuses = new List<QueueStatus>();
            var organizations = await host.Services.OrganizationsAsync(cancellationToken);
            foreach (var organization in organizations)
            {
                var status = await host.Services.SendAsync(organization.Id, new GetQueueStatus(), cancellationToken);
                if (!status.IsSuccess)
                {
                    return CommandHost.Fail(status.Error);
                }

                statuses.Add(status.Value);
            }

            var total = Sum(statuses);
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { organizations = organizations.Count, total.Lanes, total.Calls }, CommandHost.Json));
            }
            else
            {
                Print(total);
            }

            return 0;
        });
        return command;
    }

    private static QueueStatus Sum(List<QueueStatus> statuses) => new(
        [
            .. Enum.GetValues<Lane>().Select(lane =>
            {
                var rows = statuses.Select(status => status.Lanes.Single(row => row.Lane == lane)).ToList();
                return new LaneStatus(
                    lane,
                    rows.Sum(row => row.Waiting),
                    rows.Sum(row => row.Running),
                    rows.Sum(row => row.Delayed),
                    rows.Sum(row => row.Failed),
                    rows.Max(row => row.OldestWaitingSeconds));
            }),
        ],
        Enum.GetValues<CallStatus>().ToDictionary(status => status, status => statuses.Sum(row => row.Calls[status])));

    private static void Print(QueueStatus status)
    {
        Console.WriteLine($"{"lane",-10}{"waiting",9}{"running",9}{"delayed",9}{"failed",9}  oldest");
        foreach (var lane in status.Lanes)
        {
            var oldest = lane.OldestWaitingSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds).ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)
                : "-";
            Console.WriteLine(
                $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(lane.Lane.ToString()),-10}{lane.Waiting,9}{lane.Running,9}"
                + $"{lane.Delayed,9}{lane.Failed,9}  {oldest}");
        }

        Console.WriteLine();
        Console.WriteLine("calls     " + string.Join("  ", status.Calls.Select(pair =>
            $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Key.ToString())} {pair.Value}")));
    }
}
