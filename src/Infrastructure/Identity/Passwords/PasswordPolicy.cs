using CallScript.Application.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CallScript.Infrastructure.Identity.Passwords;

/// <summary>
/// What NIST SP 800-63B asks of passwords: length, and that they are not among those that attackers try first. No
/// rules about kinds of characters.
/// </summary>
internal sealed class PasswordPolicy(BreachedPasswords breached) : IPasswordValidator<AccountRecord>
{
    private const string Product = "callscript";

    /// <summary>Shorter parts of an address turn up in passwords by chance.</summary>
    private const int ShortestName = 4;

    private const int LongestRepeatedUnit = 4;

    public Task<IdentityResult> ValidateAsync(UserManager<AccountRecord> manager, AccountRecord user, string? password) =>
        Task.FromResult(Complaint(user.Email ?? "", password ?? "") is { } complaint
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordRefused", Description = complaint })
            : IdentityResult.Success);

    private string? Complaint(string email, string password)
    {
        var name = email.Split('@')[0];
        return password switch
        {
            { Length: < AccountRules.PasswordMinLength } => $"Use at least {AccountRules.PasswordMinLength} characters.",
            { Length: > AccountRules.PasswordMaxLength } => $"Use at most {AccountRules.PasswordMaxLength} characters.",
            _ when password.Contains(Product, StringComparison.OrdinalIgnoreCase) => "Do not use the product's name in it.",
            _ when name.Length >= ShortestName && password.Contains(name, StringComparison.OrdinalIgnoreCase) =>
                "Do not use your e-mail address in it.",
            _ when IsRepetition(password) || IsSequence(password) => "Do not repeat or count characters; attackers try that first.",
            _ when breached.Contains(password) => "This password is known from a breach elsewhere. Choose another one.",
            _ => null,
        };
    }

    private static bool IsRepetition(string password) => Enumerable.Range(1, LongestRepeatedUnit)
        .Any(length => password.Select((character, index) => character == password[index % length]).All(same => same));

    private static bool IsSequence(string password) => ((int[])[1, -1])
        .Any(step => password.Zip(password.Skip(1), (one, next) => next - one == step || (char.IsDigit(one) && next - one == -9 * step))
            .All(counted => counted));
}
