using CallScript.Domain.Common;

namespace CallScript.Application.Accounts;

public static class AccountErrors
{
    /// <summary>The same for an unknown address and a wrong password: nobody learns whether an account exists.</summary>
    public static Error InvalidCredentials { get; } =
        new(ErrorKind.Unauthenticated, "invalid_credentials", "The e-mail address or the password is wrong.");

    /// <summary>Also for addresses without an account.</summary>
    public static Error Locked { get; } =
        new(ErrorKind.Unauthenticated, "account_locked", "Too many failed attempts. Wait, and try again; each further failure makes the wait longer.");

    public static Error InvalidCode { get; } =
        new(ErrorKind.Unauthenticated, "invalid_code", "The code is wrong, too old, or was used before.");

    /// <summary>The time for the second step ran out.</summary>
    public static Error SecondStepOver { get; } =
        new(ErrorKind.Unauthenticated, "second_step_over", "The sign-in took too long. Start again with your password.");

    public static Error SessionEnded { get; } =
        new(ErrorKind.Unauthenticated, "session_ended", "The session has ended. Sign in again.");

    public static Error SessionNotFound { get; } =
        new(ErrorKind.NotFound, "session_not_found", "There is no such session.");

    /// <summary>Expired, used, never issued: the caller need not know which.</summary>
    public static Error LinkInvalid { get; } =
        new(ErrorKind.Validation, "link_invalid", "The link is no longer good. Ask for a new one.");

    public static Error ProofRequired { get; } =
        new(ErrorKind.Forbidden, "proof_required", "Show once more that it is you: enter your password or a code.");

    public static Error SessionLimited { get; } = new(
        ErrorKind.Forbidden, "session_limited", "You came through your organization's sign-in. Sign in with your password to change the account.");

    public static Error WrongProof { get; } =
        new(ErrorKind.Forbidden, "wrong_proof", "The password is wrong.");

    public static Error TwoFactorIsOn { get; } =
        new(ErrorKind.Conflict, "two_factor_is_on", "Two-step sign-in is already on.");

    public static Error TwoFactorIsOff { get; } =
        new(ErrorKind.Conflict, "two_factor_is_off", "Two-step sign-in is not on.");

    public static Error SignUpClosed { get; } =
        new(ErrorKind.Forbidden, "sign_up_closed", "Accounts are made by invitation here.");
}
