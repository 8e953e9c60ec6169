using FluentValidation;

namespace CallScript.Application.Accounts;

/// <summary>What the fields of account requests have in common.</summary>
public static class AccountRules
{
    public const int EmailMaxLength = 254;
    public const int DisplayNameMaxLength = 120;

    // NIST SP 800-63B, 5.1.1.2 and its revision 4: length counts, composition does not.
    public const int PasswordMinLength = 12;
    public const int PasswordMaxLength = 128;

    /// <summary>Tokens, codes and what else is compared by hash.</summary>
    public const int SecretMaxLength = 200;

    public static IRuleBuilderOptions<T, string> Email<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty()
        .MaximumLength(EmailMaxLength)
        .EmailAddress()
        .Must(IsPlain).WithMessage("This is no e-mail address.");

    public static IRuleBuilderOptions<T, string> DisplayName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty()
        .MaximumLength(DisplayNameMaxLength)
        .Must(name => !name.Any(char.IsControl)).WithMessage("Use a name without control characters.");

    public static IRuleBuilderOptions<T, string> NewPassword<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty()
        .MinimumLength(PasswordMinLength).WithMessage($"Use at least {PasswordMinLength} characters.")
        .MaximumLength(PasswordMaxLength).WithMessage($"Use at most {PasswordMaxLength} characters.");

    public static IRuleBuilderOptions<T, string> Secret<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty()
        .MaximumLength(SecretMaxLength);

    // What the database and mail servers can both hold; anything else cannot belong to an account.
    private static bool IsPlain(string email) => !email.Any(character => char.IsControl(character) || char.IsSurrogate(character) || char.IsWhiteSpace(character));
}
