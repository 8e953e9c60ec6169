using CallScript.Application.Common.Behaviors;
using CallScript.Application.Common.Tenancy;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Application;

public static class DependencyInjection
{
    /// <summary>Every use case with its validators; the ports are the host's to fill.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ScopeIdentity>();
        services.AddScoped<ITenantContext>(provider => provider.GetRequiredService<ScopeIdentity>());
        services.AddScoped<ICurrentUser>(provider => provider.GetRequiredService<ScopeIdentity>());

        // MediatR 5 finds its handlers through a plain function; later versions replace these two lines by AddMediatR.
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.Scan(scan => scan.FromAssemblyOf<ScopeIdentity>()
            .AddClasses(classes => classes.AssignableToAny(typeof(IRequestHandler<,>), typeof(IValidator<>)), publicOnly: false)
            .AsImplementedInterfaces()
            .WithScopedLifetime());
        return services;
    }
}
