using CallScript.Application.Accounts;
using CallScript.Application.Recordings;
using CallScript.Infrastructure.Identity.Passwords;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Secrets;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Identity;

public static class IdentityServices
{
    // OWASP's figure for PBKDF2 with HMAC-SHA512.
    private const int HashIterations = 210_000;

    /// <summary>Accounts, passwords and second steps. Needs the installation's keys.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccountOptions>()
            .Bind(configuration.GetSection(AccountOptions.SectionName))
            .Validate(
                options => options.BreachedPasswordsFile.Length == 0 || File.Exists(options.BreachedPasswordsFile),
                $"{AccountOptions.SectionName}:{nameof(AccountOptions.BreachedPasswordsFile)} names no file.")
            .ValidateOnStart();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddIdentityCore<AccountRecord>(options =>
            {
                // Lengths are the policy's to check, failures the throttle's to count.
                options.Password = new PasswordOptions
                {
                    RequiredLength = 1,
                    RequiredUniqueChars = 1,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Lockout.AllowedForNewUsers = false;
            })
            .AddPasswordValidator<PasswordPolicy>()
            .AddEntityFrameworkStores<AppDbContext>();
        services.AddSingleton<BreachedPasswords>();
        services.AddSingleton<IAccountSettings, AccountSettings>();
        services.AddSingleton<SessionGuard>();
        services.AddSingleton<DecoyPassword>();
        services.AddScoped<SignInThrottle>();
        services.AddScoped<AccountJanitor>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddScoped<ITwoFactor, TwoFactor>();
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
