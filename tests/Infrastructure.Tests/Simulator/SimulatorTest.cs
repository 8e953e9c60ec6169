using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CallScript.RingbaSimulator;

namespace CallScript.Infrastructure.Tests.Simulator;

/// <summary>A simulator that is asked over HTTP, by nothing of the product.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private protected RingbaSimulatorServer Ringba { get; private set; } = null!;

    private protected HttpClient Http { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Ringba = await RingbaSimulatorServer.StartAsync(Options, Cancellation);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Ringba.ApiAddress, $"{Ringba.AccountId}/") };
        Http.DefaultRequestHeaders.Add("Authorization", $"Token {Ringba.Token}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Ringba.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual RingbaSimulatorOptions Options => new();

    private protected SimulatedCall AddCall(int minute, decimal? revenue = 12.5m, Func<SimulatedCall, SimulatedCall>? change = null)
    {
        var call = new SimulatedCall
        {
            InboundCallId = $"RGB{minute:D4}",
            RecordingKey = $"key{minute:D4}",
            StartedAt = Noon.AddMinutes(minute),
            Duration = TimeSpan.FromSeconds(60),
            Recording = SimulatedRecording.OfBytes([1, 2, 3]),
            Fields = new Dictionary<string, JsonNode?> { ["conversionAmount"] = revenue, ["payoutAmount"] = 4m, ["campaignId"] = "CA1" },
        };
        return Ringba.Calls.Add(change?.Invoke(call) ?? call);
    }

    private protected async Task<JsonObject> PostAsync(string path, JsonObject body)
    {
        using var response = await Http.PostAsJsonAsync(path, body, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
    }
}
