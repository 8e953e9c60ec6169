using System.Security.Claims;
using CallScript.Application.Accounts;
using CallScript.Domain.Accounts;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallScript.Infrastructure.Identity;

/// <summary>Access tokens: HMAC-signed JSON Web Tokens that name the person and the session. Roles are read live.</summary>
public sealed class AccessTokens(InstallationSigningKey key, IOptions<SecurityKeyOptions> options, TimeProvider clock) : IAccessTokens
{
    public const string Issuer = "callscript";
    public const string Audience = "callscript-api";

    /// <summary>The one organization that the session may enter; absent when it may enter all of the person's.</summary>
    public const string VouchedByClaim = "vouched_by";

    public AccessToken Issue(UserSession session)
    {
        var now = clock.GetUtcNow();
        var expires = now + options.Value.AccessTokenLifetime;
        var claims = new List<Claim>
        {
            new(JwtRegisteredClaimNames.Sub, session.UserId.ToString()),
            new(JwtRegisteredClaimNames.Sid, session.Id.ToString()),
        };
        if (session.VouchedBy is { } organizationId)
        {
            claims.Add(new Claim(VouchedByClaim, organizationId.ToString()));
        }

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Subject = new ClaimsIdentity(claims),
            SigningCredentials = new SigningCredentials(key.TokenKey, SecurityAlgorithms.HmacSha256),
        });
        return new AccessToken(token, expires);
    }
}

/// <summary>The keys that sign what the installation hands out.</summary>
public sealed class InstallationSigningKey(IOptions<SecurityKeyOptions> options)
{
    private readonly InstallationKey _key = InstallationKey.FromFile(options.Value.SigningKeyFile);

    public SymmetricSecurityKey TokenKey => new(_key.Derive("access-token"));

    public byte[] AudioGrantKey => _key.Derive("audio-grant");
}
