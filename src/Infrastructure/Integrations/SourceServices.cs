using CallScript.Application.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Integrations;

/// <summary>Registers the adapters of the systems that deliver calls.</summary>
public static class SourceServices
{
    /// <summary>The formats are found by type, so that a new one touches its own folder alone.</summary>
    public static IServiceCollection AddDeliveryFormats(this IServiceCollection services) =>
        services.Scan(scan => scan.FromAssembliesOf(typeof(SourceServices))
            .AddClasses(classes => classes.AssignableTo<IDeliveryFormat>(), publicOnly: false)
            .As<IDeliveryFormat>()
            .WithSingletonLifetime());
}
