using CallScript.Domain.Campaigns;

namespace CallScript.Domain.Organizations;

/// <summary>What an organization has subscribed to. It is recorded; nothing depends on it.</summary>
public enum OrganizationPlan
{
    Trial,
    Starter,
    Pro,
    Enterprise,
}

/// <summary>A company that uses the installation: the tenant. Everything it owns carries its id.</summary>
public sealed class Organization
{
    public const int NameMinLength = 2;
    public const int NameMaxLength = 120;
    public const int SlugMaxLength = 50;

    public static readonly TimeSpan TrialLength = TimeSpan.FromDays(14);

    private Organization()
    {
    }

    public OrganizationId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name in addresses and on the command line: lower-case letters, digits and hyphens.</summary>
    public string Slug { get; private set; } = "";

    public OrganizationPlan Plan { get; private set; }

    public DateTimeOffset? TrialEndsAt { get; private set; }

    /// <summary>The markets that the organization sells in; empty: all of them.</summary>
    public IReadOnlyList<Vertical> Verticals { get; private set; } = [];

    /// <summary>The market of calls and campaigns that nothing else places.</summary>
    public Vertical DefaultVertical { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Organization Create(OrganizationId id, string name, string slug, DateTimeOffset now) =>
        new() { Id = id, Name = name, Slug = slug, Plan = OrganizationPlan.Trial, TrialEndsAt = now + TrialLength, CreatedAt = now };

    public void Rename(string name) => Name = name;

    /// <param name="verticals">Each once; empty: all.</param>
    /// <param name="defaultVertical">One of them, or any when there are none.</param>
    public void ChooseVerticals(IEnumerable<Vertical> verticals, Vertical defaultVertical) =>
        (Verticals, DefaultVertical) = ([.. verticals.Distinct().Order()], defaultVertical);

    /// <summary>The guess for a campaign, within the organization's markets.</summary>
    public Vertical GuessVertical(string campaignName) =>
        VerticalGuess.FromName(campaignName) is var guess && guess != Vertical.General && (Verticals.Count == 0 || Verticals.Contains(guess))
            ? guess
            : DefaultVertical;
}
