using Microsoft.AspNetCore.Identity;

namespace CallScript.Infrastructure.Identity;

/// <summary>An account as ASP.NET Core Identity keeps it. Accounts belong to people, not to an organization.</summary>
public sealed class AccountRecord : IdentityUser<Guid>
{
    public const int DisplayNameMaxLength = 120;

    public string DisplayName { get; set; } = "";
}
