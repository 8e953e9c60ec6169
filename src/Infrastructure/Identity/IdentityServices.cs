using CallScript.Application.Accounts;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Secrets;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Identity;

public static class IdentityServices
{
    /// <summary>Accounts and passwords.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<AccountRecord>(options =>
            {
                // NIST SP 800-63B: length, no composition rules.
                options.Password = new PasswordOptions
                {
                    RequiredLength = 12,
                    RequiredUniqueChars = 1,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                options.User.RequireUniqueEmail = true;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddEntityFrameworkStores<AppDbContext>();
        services.AddScoped<IAccounts, Accounts>();
        return services;
    }

    /// <summary>The installation's keys and what they sign and seal.</summary>
    public static IServiceCollection AddSecurityKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecurityKeyOptions>()
            .Bind(configuration.GetSection(SecurityKeyOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<InstallationSigningKey>();
        services.AddSingleton<IAccessTokens, AccessTokens>();
        services.AddSingleton<IAudioGrants, AudioGrants>();
        services.AddSingleton<InstallationProtector>();
        return services.AddSecrets(configuration);
    }
}
