using CallScript.Application.Accounts;
using CallScript.Application.Calls;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Behaviors;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Organizations;
using CallScript.Application.Pipeline;
using CallScript.Application.Privacy;
using CallScript.Application.Recordings;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallScript.Application;

public static class DependencyInjection
{
    /// <summary>Every use case with its validators; the ports are the host's to fill.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ScopeIdentity>();
        services.AddScoped<ITenantContext>(provider => provider.GetRequiredService<ScopeIdentity>());
        services.AddScoped<ICurrentUser>(provider => provider.GetRequiredService<ScopeIdentity>());
        services.AddScoped<ICurrentAccess, CurrentAccess>();
        services.AddScoped<InviteLetters>();
        services.AddScoped<RingbaAccounts>();
        services.AddScoped<RingbaReading>();
        services.AddScoped<CallIntake>();
        services.AddScoped<RingbaRecordings>();
        services.AddScoped<CallPresentation>();
        services.AddScoped<PrivacyPresentation>();
        services.AddScoped<CallRemoval>();
        services.AddScoped<VaultShelf>();
        services.AddScoped<RecordingIntake>();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.AddScoped<Sessions>();
        services.AddScoped<AccountTokens>();
        services.AddScoped<AccountGate>();
        services.AddSingleton<AccountEvents>();
        services.TryAddSingleton<IRequestOrigin, ServerOrigin>();

        // MediatR 5 finds its handlers through a plain function; later versions replace these two lines by AddMediatR.
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        return services.AddHandlers(handler => !IsLaneHandler(handler));
    }

    /// <summary>The use cases that work on leased items; they need ports that only workers have.</summary>
    public static IServiceCollection AddLaneRequests(this IServiceCollection services) =>
        services.AddScoped<PlaybackCopies>().AddHandlers(IsLaneHandler);

    private static IServiceCollection AddHandlers(this IServiceCollection services, Func<Type, bool> wanted) =>
        services.Scan(scan => scan.FromAssemblyOf<ScopeIdentity>()
            .AddClasses(
                classes => classes.AssignableToAny(typeof(IRequestHandler<,>), typeof(IValidator<>)).Where(wanted), publicOnly: false)
            .AsImplementedInterfaces()
            .WithScopedLifetime());

    private static bool IsLaneHandler(Type type) => type.GetInterfaces().Any(contract =>
        contract.IsGenericType
        && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
        && contract.GenericTypeArguments[0].IsAssignableTo(typeof(ILaneRequest)));
}
