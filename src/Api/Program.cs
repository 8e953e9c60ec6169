using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Api.Auth;
using CallScript.Api.Endpoints;
using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Api.OpenApi;
using CallScript.Application;
using CallScript.Application.Common.Auditing;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.Infrastructure.Judging;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Organizations;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Recordings;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
// The framework's own lines carry whole addresses, and a search for a caller has the number in its query.
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddApplication()
    .AddPersistence(builder.Configuration, DatabaseRole.App)
    .AddAccounts()
    .AddSecurityKeys(builder.Configuration)
    .AddMail(builder.Configuration)
    .AddRecordings(builder.Configuration)
    .AddJudging()
    .AddRingba(builder.Configuration)
    .AddOrganizationPolicy(builder.Configuration)
    .AddAuth()
    .AddSingleton<IRequestOrigin, HttpRequestOrigin>()
    .AddOpenApiDocument()
    .AddProblemDetails()
    .AddExceptionHandler<UnhandledErrors>()
    .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
    .ConfigureHttpJsonOptions(options =>
    {
        options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    });
builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseSecurityHeaders();
app.UseSwagger();
app.UseSwaggerUI(options => options.SwaggerEndpoint($"/swagger/{OpenApiServices.DocumentName}/swagger.json", "CallScript v1"));
app.UseClient();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
HealthEndpoints.MapProbes(app);
app.MapApi();
app.Run();
