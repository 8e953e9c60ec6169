using CallScript.Application.Common;
using CallScript.Application.Privacy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Secrets;

public static class SecretServices
{
    /// <summary>The master keys, the organizations' data keys, and what is sealed under them.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MasterKeyOptions>()
            .Bind(configuration.GetSection(MasterKeyOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MasterKeyOptions>, MasterKeyOptionsValidation>();
        services.AddSingleton<MasterKeys>();
        services.AddSingleton<OrganizationKeyring>();
        services.AddSingleton<IOrganizationKeys>(provider => provider.GetRequiredService<OrganizationKeyring>());
        services.AddSingleton<ISecretProtector, SecretProtector>();
        services.AddScoped<ICallerNumbers, CallerNumbers>();
        services.AddScoped<ICertificateSigner, CertificateSigner>();
        services.AddSingleton<StoredSecretsUpgrade>();
        return services;
    }
}
