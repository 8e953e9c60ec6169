using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallScript.Infrastructure.Speech;

/// <summary>Whether the engine loads, and which version it is. The first check loads it.</summary>
internal sealed class SpeechEngineHealthCheck(SpeechEngineHost host) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var engine = (await host.GetAsync(cancellationToken)).Identity;
            return HealthCheckResult.Healthy(
                $"{engine.Model} on {engine.Version}",
                new Dictionary<string, object> { ["engine"] = engine.Name, ["version"] = engine.Version, ["model"] = engine.Model });
        }
        catch (SpeechEngineException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
        }
    }
}
