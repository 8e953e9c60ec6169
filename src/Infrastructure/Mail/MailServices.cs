using CallScript.Application.Common.Mail;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Mail;

public static class MailServices
{
    /// <summary>Writing letters; sending them is <see cref="AddMailOutbox"/>'s.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>()
            .Bind(configuration.GetSection(SiteOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddScoped<IMailer, Mailer>();
        return services;
    }

    /// <summary>What sends the letters; only workers may read them.</summary>
    public static IServiceCollection AddMailOutbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>()
            .Bind(configuration.GetSection(MailOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<MailTransport>();
        services.AddScoped(provider => new MailOutbox(
            provider.GetRequiredService<AppDbContext>(),
            provider.GetRequiredService<MailTransport>(),
            provider.GetRequiredService<InstallationProtector>(),
            provider.GetRequiredService<IOptions<MailOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MailOutbox>>()));
        return services;
    }
}
