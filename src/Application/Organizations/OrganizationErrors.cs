using CallScript.Domain.Common;

namespace CallScript.Application.Organizations;

public static class OrganizationErrors
{
    public static Error SlugTaken { get; } =
        new(ErrorKind.Conflict, "organization_slug_taken", "There is already an organization with this slug.");

    public static Error CreationDisabled { get; } = new(
        ErrorKind.Forbidden, "organization_creation_disabled", "This installation lets only its operator create organizations.");

    public static Error TooMany(int limit) =>
        new(ErrorKind.Conflict, "organizations_too_many", $"A person can own at most {limit} organizations.");
}

public static class MemberErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "member_not_found", "There is no such member.");

    public static Error OwnMembership { get; } =
        new(ErrorKind.Forbidden, "own_membership", "Nobody changes or removes their own membership. Another owner can.");

    public static Error OwnersOnly { get; } =
        new(ErrorKind.Forbidden, "owners_only", "Only an owner can invite, change or remove admins and owners.");

    public static Error LastOwner { get; } = new(
        ErrorKind.Conflict, "last_owner", "The organization would have no owner. Make somebody else an owner first.");

    public static Error AlreadyMember { get; } =
        new(ErrorKind.Conflict, "already_member", "This person is a member of the organization already.");

    public static Error AlreadyInvited { get; } =
        new(ErrorKind.Conflict, "already_invited", "This person has an open invite. Send it again instead.");

    public static Error AnotherPersonsInvite { get; } = new(
        ErrorKind.Forbidden, "invite_for_another_person", "The invite was sent to another e-mail address than the one you are signed in with.");

    public static Error SignInToAccept { get; } =
        new(ErrorKind.Unauthenticated, "sign_in_to_accept", "Sign in with the address that the invite was sent to, then accept it.");

    public static Error TooManyInvites(int limit) =>
        new(ErrorKind.Conflict, "invites_too_many", $"An organization has at most {limit} open invites. Withdraw one first.");
}
