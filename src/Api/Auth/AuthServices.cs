using CallScript.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CallScript.Api.Auth;

internal static class AuthServices
{
    /// <summary>Sends each request to the scheme of the credential that it carries.</summary>
    private const string CallerScheme = "Caller";

    /// <summary>Access tokens and API keys prove who calls; the organization's gate decides what they may do.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication(CallerScheme)
            .AddPolicyScheme(CallerScheme, displayName: null, options => options.ForwardDefaultSelector = context =>
                ApiKeyAuthentication.TokenOf(context.Request) is null ? JwtBearerDefaults.AuthenticationScheme : ApiKeyAuthentication.SchemeName)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null);
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, ConfigureBearer>();

        // What lies below no organization is about a person, unless it says otherwise.
        var person = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PersonRequirement()).Build();
        services.AddAuthorizationBuilder().SetFallbackPolicy(person).SetDefaultPolicy(person);
        services.AddScoped<OrganizationGate>();
        services.AddScoped<IAuthorizationHandler, OrganizationRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();
        return services;
    }

    private sealed class ConfigureBearer(InstallationSigningKey key, TimeProvider clock) : IConfigureNamedOptions<JwtBearerOptions>
    {
        public void Configure(string? name, JwtBearerOptions options)
        {
            options.MapInboundClaims = false;
            options.Events = new JwtBearerEvents { OnTokenValidated = RequireLiveSessionAsync };
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = AccessTokens.Issuer,
                ValidAudience = AccessTokens.Audience,
                IssuerSigningKey = key.TokenKey,
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                RequireExpirationTime = true,
                LifetimeValidator = (notBefore, expires, _, _) =>
                    clock.GetUtcNow().UtcDateTime is var now && notBefore <= now.AddSeconds(5) && now < expires,
            };
        }

        public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

        private static async Task RequireLiveSessionAsync(TokenValidatedContext context)
        {
            var guard = context.HttpContext.RequestServices.GetRequiredService<SessionGuard>();
            if (context.Principal?.FindUserId() is not { } userId
                || context.Principal.FindSessionId() is not { } sessionId
                || !await guard.IsLiveAsync(sessionId, userId, context.HttpContext.RequestAborted))
            {
                context.Fail("The session has ended.");
            }
        }
    }
}
