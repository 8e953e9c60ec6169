using System.Text.Json;
using CallScript.Application.Accounts;
using CallScript.Application.Common.Paging;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Auditing;

/// <summary>The audit log, newest first.</summary>
/// <param name="Action">Only this action.</param>
/// <param name="ActorId">Only what this person or key did.</param>
/// <param name="SubjectType">Only what was done to this kind of thing.</param>
/// <param name="SubjectId">Only what was done to this thing.</param>
/// <param name="From">Only at or after this time.</param>
/// <param name="To">Only before this time.</param>
/// <param name="Cursor">Where the page starts; from the page before.</param>
/// <param name="Limit">At most <see cref="PageLimit.Max"/>.</param>
public sealed record ListAuditEntries(
    AuditAction? Action,
    Guid? ActorId,
    string? SubjectType,
    string? SubjectId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Cursor,
    int Limit = PageLimit.Default) : IRequest<Result<Page<AuditEntryDetail>>>;

/// <param name="Id">The entry.</param>
/// <param name="Sequence">Its place in the chain.</param>
/// <param name="Digest">The chain's digest at this entry, lower-case hexadecimal.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What was done.</param>
/// <param name="SubjectType">To what kind of thing.</param>
/// <param name="SubjectId">To which one.</param>
/// <param name="Before">What was.</param>
/// <param name="After">What is.</param>
/// <param name="IpAddress">From where; null for the server itself.</param>
/// <param name="UserAgent">As the client says.</param>
/// <param name="RequestId">Ties the entry to log lines.</param>
public sealed record AuditEntryDetail(
    Guid Id,
    long Sequence,
    string Digest,
    DateTimeOffset OccurredAt,
    AuditActorDetail Actor,
    AuditAction Action,
    string SubjectType,
    string? SubjectId,
    JsonElement? Before,
    JsonElement? After,
    string? IpAddress,
    string? UserAgent,
    string? RequestId);

/// <param name="Kind">What kind of actor.</param>
/// <param name="Id">The person or key; null for the system.</param>
/// <param name="Name">As known today; null when it is gone.</param>
public sealed record AuditActorDetail(AuditActorKind Kind, Guid? Id, string? Name);

internal sealed class ListAuditEntriesValidator : AbstractValidator<ListAuditEntries>
{
    public ListAuditEntriesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, PageLimit.Max);
        RuleFor(request => request.SubjectType).MaximumLength(AuditEntry.SubjectTypeMaxLength);
        RuleFor(request => request.SubjectId).MaximumLength(AuditEntry.SubjectIdMaxLength);
        RuleFor(request => request.Cursor)
            .Must(cursor => cursor is null || Guid.TryParseExact(cursor, "N", out _))
            .WithMessage("The cursor is not one that a page of this list gave.");
        RuleFor(request => request.To)
            .GreaterThan(request => request.From).When(request => request.From is not null && request.To is not null)
            .WithMessage("The end must come after the start.");
    }
}

internal sealed class ListAuditEntriesHandler(IAppDbContext db, IAccounts accounts)
    : IRequestHandler<ListAuditEntries, Result<Page<AuditEntryDetail>>>
{
    public async Task<Result<Page<AuditEntryDetail>>> Handle(ListAuditEntries request, CancellationToken cancellationToken)
    {
        var entries = Filter(db.AuditEntries.AsNoTracking(), request);
        if (request.Cursor is { } cursor)
        {
            var after = new AuditEntryId(Guid.ParseExact(cursor, "N"));
            entries = entries.Where(entry => entry.Id < after);
        }

        var rows = await entries
            .OrderByDescending(entry => entry.Id)
            .Take(request.Limit + 1)
            .Join(db.AuditLinks, entry => entry.Id, link => link.EntryId, (entry, link) => new { Entry = entry, Link = link })
            .OrderByDescending(row => row.Entry.Id)
            .ToListAsync(cancellationToken);
        var people = rows
            .Where(row => row.Entry is { ActorKind: AuditActorKind.Person, ActorId: not null })
            .Select(row => new UserId(row.Entry.ActorId!.Value))
            .Distinct()
            .ToList();
        var names = await accounts.DisplayNamesAsync(people, cancellationToken);
        var details = rows.Take(request.Limit).Select(row => ToDetail(row.Entry, row.Link, names)).ToList();
        return new Page<AuditEntryDetail>(details, rows.Count > request.Limit ? details[^1].Id.ToString("N") : null);
    }

    private static IQueryable<AuditEntry> Filter(IQueryable<AuditEntry> entries, ListAuditEntries request)
    {
        if (request.Action is { } action)
        {
            entries = entries.Where(entry => entry.Action == action);
        }

        if (request.ActorId is { } actor)
        {
            entries = entries.Where(entry => entry.ActorId == actor);
        }

        if (request.SubjectType is { } type)
        {
            entries = entries.Where(entry => entry.SubjectType == type);
        }

        if (request.SubjectId is { } id)
        {
            entries = entries.Where(entry => entry.SubjectId == id);
        }

        if (request.From?.ToUniversalTime() is { } from)
        {
            entries = entries.Where(entry => entry.OccurredAt >= from);
        }

        if (request.To?.ToUniversalTime() is { } to)
        {
            entries = entries.Where(entry => entry.OccurredAt < to);
        }

        return entries;
    }

    private static AuditEntryDetail ToDetail(AuditEntry entry, AuditLink link, IReadOnlyDictionary<UserId, string> names) => new(
        entry.Id.Value,
        link.Sequence,
        Convert.ToHexStringLower(link.Digest),
        entry.OccurredAt,
        new AuditActorDetail(
            entry.ActorKind, entry.ActorId, entry.ActorId is { } id && names.TryGetValue(new UserId(id), out var name) ? name : null),
        entry.Action,
        entry.SubjectType,
        entry.SubjectId,
        Read(entry.Before),
        Read(entry.After),
        entry.IpAddress,
        entry.UserAgent,
        entry.RequestId);

    private static JsonElement? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
