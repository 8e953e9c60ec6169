using CallScript.Api.Errors;
using CallScript.Domain.Common;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CallScript.Api.Hosting;

/// <summary>What a single request may cost: bytes of its line, headers and body, and time.</summary>
internal static class RequestLimits
{
    /// <summary>Bodies are small JSON documents; the endpoints that take recordings set a limit of their own.</summary>
    public const long BodyBytes = 256 * 1024;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    private static readonly Error TooLong = new(
        ErrorKind.Unavailable, "request_timed_out", "The request took too long and was given up. Nothing was changed by it.");

    public static WebApplicationBuilder AddRequestLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytes;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Time,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http => TooLong.ToProblem().ExecuteAsync(http),
        });
        return builder;
    }
}
