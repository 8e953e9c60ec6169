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
using CallScript.Infrastructure.Integrations;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.Infrastructure.Judging;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Organizations;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Recordings;
using CallScript.Infrastructure.SingleSignOn;

var builder = WebApplication.CreateBuilder(args);
builder.AddRequestLimits();
// The framework's own lines carry whole addresses, and a search for a caller has the number in its query.
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddApplication()
    .AddPersistence(builder.Configuration, DatabaseRole.App)
    .AddAccounts(builder.Configuration)
    .AddSecurityKeys(builder.Configuration)
    .AddMail(builder.Configuration)
    .AddSingleSignOn(builder.Configuration)
    .AddRecordings(builder.Configuration)
    .AddJudging()
    .AddRingba(builder.Configuration)
    .AddDeliveryFormats()
    .AddOrganizationPolicy(builder.Configuration)
    .AddAuth()
    .AddRateLimits(builder.Configuration)
    .AddProxies(builder.Configuration)
    .AddCrossOrigin(builder.Configuration)
    .AddSingleton<IRequestOrigin, HttpRequestOrigin>()
    .AddOpenApiDocument()
    .AddProblemDetails(options => options.CustomizeProblemDetails = Problems.NameStatus)
    .AddExceptionHandler<UnhandledErrors>()
    .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
    .ConfigureHttpJsonOptions(options =>
    {
        options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    });
builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

var app = builder.Build();
app.UseForwardedHeaders();
app.UseSecurityHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseSwagger();
app.UseSwaggerUI(options => options.SwaggerEndpoint($"/swagger/{OpenApiServices.DocumentName}/swagger.json", "CallScript v1"));
app.UseClientFiles();
app.UseRouting();
app.UseCors();
app.UseRequestTimeouts();
app.UseAuthentication();
app.UseRateLimiter();
app.UseRefusals();
app.UseClientPages();
app.UseAuthorization();
HealthEndpoints.MapProbes(app);
app.MapApi();
app.Run();
