namespace CallScript.Api.Hosting;

/// <summary>Pages of other sites may call the API only where the installation names them. Cookies never cross.</summary>
internal static class CrossOrigin
{
    private static readonly string[] TusRequestHeaders =
        ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum", "X-HTTP-Method-Override"];

    private static readonly string[] TusResponseHeaders =
    [
        "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm",
        "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Expires", "Upload-Call-Id",
    ];

    public static IServiceCollection AddCrossOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.GetSection(ApiOptions.SectionName).Get<ApiOptions>()?.AllowedOrigins ?? [];
        return services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins])
            .WithHeaders(["Authorization", "Content-Type", "X-Api-Key", .. TusRequestHeaders])
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithExposedHeaders(["Retry-After", "Location", .. TusResponseHeaders])));
    }
}
