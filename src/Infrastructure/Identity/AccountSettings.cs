using CallScript.Application.Accounts;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Identity;

internal sealed class AccountSettings(IOptions<AccountOptions> options) : IAccountSettings
{
    public bool OpenSignUp => options.Value.OpenSignUp;
}
