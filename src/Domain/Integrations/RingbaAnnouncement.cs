using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Integrations;

public readonly record struct RingbaAnnouncementId(Guid Value) : ITypedId<RingbaAnnouncementId>
{
    public static RingbaAnnouncementId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A call that a pixel named and that waits to be looked up. It says nothing of the call but that it may exist.</summary>
public sealed class RingbaAnnouncement : ITenantOwned
{
    /// <summary>Ringba's ids have about 40 letters; whatever is longer is none.</summary>
    public const int CallIdMaxLength = 100;

    /// <summary>Whoever knows the address can fill no more than this; the read that follows finds the rest.</summary>
    public const int MostWaiting = 1_000;

    private RingbaAnnouncement()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public RingbaAnnouncementId Id { get; private set; }

    public RingbaConnectionId ConnectionId { get; private set; }

    public string SourceCallId { get; private set; } = "";

    public DateTimeOffset AnnouncedAt { get; private set; }

    public static RingbaAnnouncement Create(
        OrganizationId organizationId, RingbaAnnouncementId id, RingbaConnectionId connectionId, string sourceCallId, DateTimeOffset now) =>
        new() { OrganizationId = organizationId, Id = id, ConnectionId = connectionId, SourceCallId = sourceCallId, AnnouncedAt = now };

    /// <summary>Whether a text can be Ringba's id of a call: a token that was not filled in is none.</summary>
    public static bool IsCallId(string? text) =>
        text is { Length: > 0 and <= CallIdMaxLength } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
