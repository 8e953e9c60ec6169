using Microsoft.Extensions.FileProviders;

namespace CallScript.Api.Hosting;

/// <summary>Serves the built user interface beside the API, on the same origin.</summary>
internal static class ClientFiles
{
    /// <summary>Comes before routing: a file that exists needs no endpoint.</summary>
    public static void UseClientFiles(this WebApplication app)
    {
        if (DirectoryOf(app) is not { } directory)
        {
            return;
        }

        if (!File.Exists(Path.Combine(directory, "index.html")))
        {
            throw new InvalidOperationException(
                $"{ApiOptions.SectionName}:{nameof(ApiOptions.ClientDirectory)} is '{directory}', which holds no built client.");
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(directory));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context =>
            {
                // Names of built assets carry a hash of their content.
                var immutable = context.Context.Request.Path.StartsWithSegments("/assets");
                context.Context.Response.Headers.CacheControl = immutable ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
    }

    /// <summary>Comes after routing: what no endpoint takes is a page of the client's.</summary>
    public static void UseClientPages(this WebApplication app)
    {
        if (DirectoryOf(app) is not { } directory)
        {
            return;
        }

        app.MapWhen(UnroutedRequests.AsksForPage, pages => pages
            .Use((context, next) =>
            {
                context.Request.Path = "/index.html";
                return next(context);
            })
            .UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory)) }));
    }

    private static string? DirectoryOf(WebApplication app) =>
        app.Configuration.GetSection(ApiOptions.SectionName).Get<ApiOptions>()?.ClientDirectory is { Length: > 0 } directory ? directory : null;
}
