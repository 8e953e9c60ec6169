using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Campaigns;

/// <summary>A campaign as its source knows it, created on first sight.</summary>
public sealed class Campaign : ITenantOwned
{
    public const int NameMaxLength = 200;

    private Campaign()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public CampaignId Id { get; private set; }

    public CallSource Source { get; private set; }

    /// <summary>The source's own id of the campaign; unique with organization and source.</summary>
    public string SourceCampaignId { get; private set; } = "";

    public string Name { get; private set; } = "";

    public Vertical Vertical { get; private set; }

    /// <summary>True once a person has confirmed the vertical; until then it is a guess from the name.</summary>
    public bool IsVerticalConfirmed { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The last time that a person asked for its calls to be judged again; null: never.</summary>
    public Rejudgement? Rejudgement { get; private set; }

    /// <param name="organizationId">The owner.</param>
    /// <param name="id">The new campaign's id.</param>
    /// <param name="source">Who knows the campaign.</param>
    /// <param name="sourceCampaignId">The source's own id of it.</param>
    /// <param name="name">The source's name for it.</param>
    /// <param name="now">The present.</param>
    /// <param name="guess">The organization's guess of the vertical; null: what the name alone says.</param>
    public static Campaign Create(
        OrganizationId organizationId,
        CampaignId id,
        CallSource source,
        string sourceCampaignId,
        string name,
        DateTimeOffset now,
        Vertical? guess = null) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            Source = source,
            SourceCampaignId = sourceCampaignId,
            Name = name,
            Vertical = guess ?? VerticalGuess.FromName(name),
            CreatedAt = now,
        };

    /// <summary>A person says which vertical it is; no later guess changes that.</summary>
    public void ConfirmVertical(Vertical vertical) => (Vertical, IsVerticalConfirmed) = (vertical, true);

    /// <summary>A person asks for the calls of a span that were judged by another vertical to be judged by this one.</summary>
    /// <returns>True when it must be queued; an ask that still runs takes the span up instead.</returns>
    public bool AskForRejudgement(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (Rejudgement is { IsOver: false } running)
        {
            running.Widen(from, to);
            return false;
        }

        Rejudgement = Rejudgement.Begin(from, to, now);
        return true;
    }

    /// <summary>Replaces the guess, unless a person has spoken.</summary>
    public void Guess(Vertical vertical) => Vertical = IsVerticalConfirmed ? Vertical : vertical;
}
