using System.Text.Json;
using System.Text.Json.Serialization;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;

namespace CallScript.Application.Common.Auditing;

/// <summary>Keeps what was done in the organization's audit log.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Adds an entry to the unit of work: it is saved with what it tells of, or not at all. The scope must work for an
    /// organization.
    /// </summary>
    /// <param name="action">What is done.</param>
    /// <param name="subjectType">To what kind of thing, for example <c>call</c>.</param>
    /// <param name="subjectId">The thing's id.</param>
    /// <param name="before">What was, as an object to be written as JSON. Neither secrets nor whole telephone numbers.</param>
    /// <param name="after">What is; the same.</param>
    void Record(AuditAction action, string subjectType, string? subjectId, object? before = null, object? after = null);
}

/// <summary>From where the current scope's request came; <see cref="AuditOrigin.Server"/> outside of requests.</summary>
public interface IRequestOrigin
{
    AuditOrigin Origin { get; }
}

internal sealed class AuditTrail(
    IAppDbContext db, ITenantContext tenant, ICurrentUser currentUser, IRequestOrigin requestOrigin, TimeProvider clock) : IAuditTrail
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private AuditActor Actor =>
        currentUser.IsSet ? new AuditActor(AuditActorKind.Person, currentUser.UserId.Value)
        : currentUser.ApiKeyId is { } key ? new AuditActor(AuditActorKind.ApiKey, key.Value)
        : AuditActor.System;

    public void Record(AuditAction action, string subjectType, string? subjectId, object? before = null, object? after = null) =>
        db.AuditEntries.Add(AuditEntry.Create(
            tenant.OrganizationId,
            clock.NewId<AuditEntryId>(),
            Actor,
            action,
            new AuditSubject(subjectType, subjectId),
            Write(before),
            Write(after),
            requestOrigin.Origin,
            clock.GetUtcNow()));

    // PostgreSQL's jsonb holds every character but this one.
    private static string? Write(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, Json).Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);
}

/// <summary>What starts on the server itself.</summary>
internal sealed class ServerOrigin : IRequestOrigin
{
    public AuditOrigin Origin => AuditOrigin.Server;
}
