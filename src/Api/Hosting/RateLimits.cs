using System.Globalization;
using System.Threading.RateLimiting;
using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Domain.Common;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CallScript.Api.Hosting;

/// <summary>
/// Bounds what one caller can ask of the installation: each person, each API key, each address without either, and, more
/// tightly, each address that tries passwords, codes or tokens.
/// </summary>
internal static class RateLimits
{
    private const string Credentials = "credentials";
    private const int Steps = 60;

    private static readonly Error TooMany = new(
        ErrorKind.RateLimited, "rate_limited", "Too many requests. Try again after the time that Retry-After names.");

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>()
            .Bind(configuration.GetSection(RateLimitOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, limits) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Caller(http, limits.Value));
            limiter.AddPolicy(Credentials, http => Bucket($"credentials {Address(http)}", limits.Value.CredentialsPerMinute));
            limiter.OnRejected = RefuseAsync;
        });
        return services;
    }

    /// <summary>For endpoints that check a password, a code or a token.</summary>
    public static TBuilder LimitCredentials<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireRateLimiting(Credentials);

    /// <summary>For endpoints to which other systems deliver: few addresses send much, for many organizations.</summary>
    public static TBuilder LimitSenders<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(SenderMetadata.Instance);

    private static RateLimitPartition<string> Caller(HttpContext http, RateLimitOptions limits) =>
        http.GetEndpoint()?.Metadata.GetMetadata<SenderMetadata>() is not null ? Bucket($"sender {Address(http)}", limits.SenderPerMinute) :
        http.User.FindUserId() is { } person ? Bucket($"person {person}", limits.PersonPerMinute)
        : http.User.FindApiKey() is { } key ? Bucket($"key {key.Id}", limits.ApiKeyPerMinute)
        : Bucket($"address {Address(http)}", limits.AddressPerMinute);

    private static RateLimitPartition<string> Bucket(string partition, int perMinute) =>
        RateLimitPartition.GetSlidingWindowLimiter(partition, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = Steps,
            QueueLimit = 0,
        });

    // One customer of IPv6 has a whole /64 to choose addresses from.
    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } v6 => Convert.ToHexString(v6.GetAddressBytes().AsSpan(0, 8)),
        var v4 => v4.ToString(),
    };

    private sealed class SenderMetadata
    {
        public static SenderMetadata Instance { get; } = new();
    }

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        context.HttpContext.Response.Headers.RetryAfter =
            Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await TooMany.ToProblem().ExecuteAsync(context.HttpContext);
    }
}
