using System.Diagnostics;
using CallScript.Application.Common.Auditing;
using CallScript.Domain.Auditing;

namespace CallScript.Api.Hosting;

/// <summary>
/// Where the current request came from. The address is the connection's; a proxy's headers count only where the
/// installation names the proxy.
/// </summary>
internal sealed class HttpRequestOrigin(IHttpContextAccessor accessor) : IRequestOrigin
{
    public AuditOrigin Origin => accessor.HttpContext is { } http
        ? new AuditOrigin(
            http.Connection.RemoteIpAddress?.ToString(),
            http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
            Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier)
        : AuditOrigin.Server;
}
