using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.TestKit.Hosting;

public static class QuickPasswords
{
    /// <summary>
    /// Hashes passwords in one round. Every test signs somebody in, and at the real number of rounds a run would spend most
    /// of its time on that.
    /// </summary>
    public static IServiceCollection HashPasswordsQuickly(this IServiceCollection services) =>
        services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1);
}
