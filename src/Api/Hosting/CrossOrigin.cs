namespace CallScript.Api.Hosting;

/// <summary>Pages of other sites may call the API only where the installation names them. Cookies never cross.</summary>
internal static class CrossOrigin
{
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.GetSection(ApiOptions.SectionName).Get<ApiOptions>()?.AllowedOrigins ?? [];
        return services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins])
            .WithHeaders("Authorization", "Content-Type", "X-Api-Key")
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithExposedHeaders("Retry-After")));
    }
}
