using CallScript.Domain.Common;

namespace CallScript.Application.SingleSignOn;

public static class SingleSignOnErrors
{
    /// <summary>The same for an organization that does not exist and for one without a provider.</summary>
    public static Error NotSetUp { get; } =
        new(ErrorKind.NotFound, "sso_not_set_up", "This organization has no sign-in of its own.");

    /// <summary>Too late, another browser, or changed on the way.</summary>
    public static Error AttemptOver { get; } =
        new(ErrorKind.Validation, "sso_attempt_over", "The sign-in took too long or was started elsewhere. Start again.");

    public static Error Unreachable { get; } =
        new(ErrorKind.Unavailable, "sso_provider_unreachable", "Your organization's sign-in server does not answer.");

    public static Error Misconfigured { get; } = new(
        ErrorKind.Conflict, "sso_provider_misconfigured", "Your organization's sign-in server and its settings here do not fit together.");

    public static Error Refused { get; } =
        new(ErrorKind.Forbidden, "sso_refused", "Your organization's sign-in server did not confirm who you are.");

    /// <summary>No verified address, or one of a domain that is not the organization's.</summary>
    public static Error AddressNotAllowed { get; } =
        new(ErrorKind.Forbidden, "sso_address_not_allowed", "Your address there may not be used for this organization.");

    public static Error NotAMember { get; } =
        new(ErrorKind.Forbidden, "sso_not_a_member", "You are not a member of this organization yet. Ask for an invite.");
}
