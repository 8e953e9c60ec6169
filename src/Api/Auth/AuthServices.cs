using CallScript.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CallScript.Api.Auth;

internal static class AuthServices
{
    /// <summary>Access tokens prove who calls; the organization's gate decides what they may do.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, ConfigureBearer>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
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
