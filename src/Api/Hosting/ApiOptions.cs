namespace CallScript.Api.Hosting;

/// <summary>The web host's own settings.</summary>
public sealed class ApiOptions
{
    public const string SectionName = "Api";

    /// <summary>The folder of the built user interface; empty: only the API is served.</summary>
    public string ClientDirectory { get; init; } = "";

    /// <summary>Addresses or networks of reverse proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed.</summary>
    public IReadOnlyList<string> KnownProxies { get; init; } = [];

    /// <summary>Origins of other sites whose pages may call the API. Empty: none may.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
