using CallScript.Application.Common.Mail;

namespace CallScript.Application.Accounts;

internal sealed record SignUpLetter(string Token) : Letter
{
    public override string Subject => "Finish your CallScript account";

    public override IReadOnlyList<string> Paragraphs =>
        ["Somebody, we hope you, asked for a CallScript account with this address. The link works once, within 24 hours.",
            "If it was not you, there is nothing to do."];

    public override LetterLink Link => new("Finish the account", $"/sign-up/complete#token={Token}");
}

/// <summary>What an address that has an account gets instead; the page that was asked answers the same.</summary>
internal sealed record AlreadySignedUpLetter : Letter
{
    public override string Subject => "You already have a CallScript account";

    public override IReadOnlyList<string> Paragraphs =>
        ["Somebody, perhaps you, asked for an account with this address, which has one already. Nothing was changed.",
            "If you do not remember the password, set a new one."];

    public override LetterLink Link => new("Set a new password", "/forgot-password");
}

internal sealed record ResetPasswordLetter(string Token) : Letter
{
    public override string Subject => "Set a new CallScript password";

    public override IReadOnlyList<string> Paragraphs =>
        ["Somebody, we hope you, asked for a new password for your account. The link works once, within 30 minutes.",
            "If it was not you, there is nothing to do: your password stays as it is."];

    public override LetterLink Link => new("Set a new password", $"/reset-password#token={Token}");
}

internal sealed record PasswordChangedLetter : Letter
{
    public override string Subject => "Your CallScript password was changed";

    public override IReadOnlyList<string> Paragraphs =>
        ["The password of your account was changed, and you were signed out elsewhere.",
            "If it was not you, set a new password at once and tell an owner of your organization."];

    public override LetterLink Link => new("Set a new password", "/forgot-password");
}

internal sealed record ConfirmEmailLetter(string Token) : Letter
{
    public override string Subject => "Confirm your new address";

    public override IReadOnlyList<string> Paragraphs =>
        ["This address is to become the one you sign in to CallScript with. The link works once, within two hours.",
            "If you did not ask for this, there is nothing to do."];

    public override LetterLink Link => new("Confirm the address", $"/confirm-email#token={Token}");
}

internal sealed record EmailChangedLetter(string NewEmail) : Letter
{
    public override string Subject => "Your CallScript address was changed";

    public override IReadOnlyList<string> Paragraphs =>
        [$"You sign in to CallScript with {NewEmail} from now on; letters no longer come here.",
            "If it was not you, tell an owner of your organization at once."];
}

internal sealed record TwoFactorLetter(bool On) : Letter
{
    public override string Subject => On ? "Two-step sign-in is on" : "Two-step sign-in is off";

    public override IReadOnlyList<string> Paragraphs =>
        [On
            ? "Signing in to your CallScript account takes a code of your authenticator app from now on."
            : "Signing in to your CallScript account takes only the password from now on.",
            "If it was not you, set a new password at once and tell an owner of your organization."];
}
