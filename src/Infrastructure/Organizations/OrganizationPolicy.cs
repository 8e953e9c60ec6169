using CallScript.Application.Organizations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Organizations;

/// <summary>What the installation lets people do about organizations.</summary>
public sealed class OrganizationOptions
{
    public const string SectionName = "Organizations";

    /// <summary>Whether everybody who is signed in may set up an organization. Default false: only the operator does.</summary>
    public bool PeopleMayCreate { get; init; }
}

internal sealed class OrganizationPolicy(IOptions<OrganizationOptions> options) : IOrganizationPolicy
{
    public bool PeopleMayCreate => options.Value.PeopleMayCreate;
}

public static class OrganizationServices
{
    public static IServiceCollection AddOrganizationPolicy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OrganizationOptions>().Bind(configuration.GetSection(OrganizationOptions.SectionName));
        services.AddSingleton<IOrganizationPolicy, OrganizationPolicy>();
        return services;
    }
}
