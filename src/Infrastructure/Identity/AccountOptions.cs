namespace CallScript.Infrastructure.Identity;

/// <summary>How people get accounts.</summary>
public sealed class AccountOptions
{
    public const string SectionName = "Accounts";

    /// <summary>Whether anybody may make an account. Default false: only who was invited.</summary>
    public bool OpenSignUp { get; init; }

    /// <summary>
    /// A list of breached passwords beside the built-in one, in the form that Have I Been Pwned offers for download:
    /// SHA-1 in hexadecimal, a colon and a count on each line, ordered by hash. Empty: none.
    /// </summary>
    public string BreachedPasswordsFile { get; init; } = "";
}
