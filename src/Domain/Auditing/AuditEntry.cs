using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Auditing;

/// <summary>Who did it.</summary>
public enum AuditActorKind
{
    Person,
    ApiKey,

    /// <summary>The installation itself: a lane, a job, a command on the server.</summary>
    System,
}

/// <param name="Kind">What kind of actor.</param>
/// <param name="Id">The person or key; null for the system.</param>
public sealed record AuditActor(AuditActorKind Kind, Guid? Id)
{
    public static AuditActor System { get; } = new(AuditActorKind.System, null);
}

/// <summary>What an action was done to.</summary>
/// <param name="Type">For example <c>call</c> or <c>membership</c>.</param>
/// <param name="Id">The object's id; null where there is none.</param>
public sealed record AuditSubject(string Type, string? Id);

/// <summary>From where a request came.</summary>
/// <param name="IpAddress">Null for what starts on the server itself.</param>
/// <param name="UserAgent">As the client says, cut to <see cref="AuditEntry.UserAgentMaxLength"/>.</param>
/// <param name="RequestId">Ties the entry to log lines and traces.</param>
public sealed record AuditOrigin(string? IpAddress, string? UserAgent, string? RequestId)
{
    public static AuditOrigin Server { get; } = new(null, null, null);
}

/// <summary>
/// One sensitive act. Entries are only ever added: the database chains each to the one before it by hash, so that a
/// change or a gap shows.
/// </summary>
public sealed class AuditEntry : ITenantOwned
{
    public const int SubjectTypeMaxLength = 50;
    public const int SubjectIdMaxLength = 200;
    public const int IpAddressMaxLength = 45;
    public const int UserAgentMaxLength = 300;
    public const int RequestIdMaxLength = 100;

    private AuditEntry()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public AuditEntryId Id { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    public AuditActorKind ActorKind { get; private set; }

    public Guid? ActorId { get; private set; }

    public AuditAction Action { get; private set; }

    public string SubjectType { get; private set; } = "";

    public string? SubjectId { get; private set; }

    /// <summary>JSON of what was, where something changed.</summary>
    public string? Before { get; private set; }

    /// <summary>JSON of what is.</summary>
    public string? After { get; private set; }

    public string? IpAddress { get; private set; }

    public string? UserAgent { get; private set; }

    public string? RequestId { get; private set; }

    /// <param name="organizationId">Whose log it is.</param>
    /// <param name="id">The new entry's id.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">To what.</param>
    /// <param name="before">JSON of what was; null where nothing was.</param>
    /// <param name="after">JSON of what is; null where nothing is.</param>
    /// <param name="origin">From where.</param>
    /// <param name="now">The present.</param>
    public static AuditEntry Create(
        OrganizationId organizationId,
        AuditEntryId id,
        AuditActor actor,
        AuditAction action,
        AuditSubject subject,
        string? before,
        string? after,
        AuditOrigin origin,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            OccurredAt = now,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            Action = action,
            SubjectType = subject.Type,
            SubjectId = subject.Id,
            Before = before,
            After = after,
            IpAddress = Cut(origin.IpAddress, IpAddressMaxLength),
            UserAgent = Cut(origin.UserAgent, UserAgentMaxLength),
            RequestId = Cut(origin.RequestId, RequestIdMaxLength),
        };

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}

/// <summary>An entry's place in its organization's chain. Written by the database alone.</summary>
public sealed class AuditLink : ITenantOwned
{
    private AuditLink()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    /// <summary>1, 2, 3 ... without gaps within an organization.</summary>
    public long Sequence { get; private set; }

    public AuditEntryId EntryId { get; private set; }

    /// <summary>SHA-256 over the digest before it and the entry's fields.</summary>
    public byte[] Digest { get; private set; } = [];
}
