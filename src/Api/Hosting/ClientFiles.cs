using Microsoft.Extensions.FileProviders;

namespace CallScript.Api.Hosting;

/// <summary>Serves the built user interface beside the API, on the same origin.</summary>
internal static class ClientFiles
{
    /// <summary>Comes before routing: a file that exists needs no endpoint, and whatever else is a page of the client's.</summary>
    public static void UseClient(this WebApplication app)
    {
        var directory = app.Configuration.GetSection(ApiOptions.SectionName).Get<ApiOptions>()?.ClientDirectory;
        if (string.IsNullOrEmpty(directory))
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
        app.MapFallbackToFile("index.html", new StaticFileOptions { FileProvider = files }).AllowAnonymous();
    }
}
