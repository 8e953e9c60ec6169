namespace CallScript.Api.Hosting;

/// <summary>The web host's own settings.</summary>
public sealed class ApiOptions
{
    public const string SectionName = "Api";

    /// <summary>The folder of the built user interface; empty: only the API is served.</summary>
    public string ClientDirectory { get; init; } = "";
}
