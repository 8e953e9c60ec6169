using CallScript.Application.Accounts;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Organizations;

/// <summary>The organization's members, highest role first.</summary>
public sealed record ListMembers : IRequest<Result<ListMembersResponse>>;

public sealed record ListMembersResponse(IReadOnlyList<MemberListItem> Items);

/// <param name="UserId">The person.</param>
/// <param name="DisplayName">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Role">Their role here.</param>
/// <param name="JoinedAt">UTC.</param>
public sealed record MemberListItem(Guid UserId, string DisplayName, string Email, OrganizationRole Role, DateTimeOffset JoinedAt);

internal sealed class ListMembersHandler(IAppDbContext db, IAccounts accounts)
    : IRequestHandler<ListMembers, Result<ListMembersResponse>>
{
    /// <summary>More than any organization has; a bound all the same.</summary>
    private const int Limit = 2_000;

    public async Task<Result<ListMembersResponse>> Handle(ListMembers request, CancellationToken cancellationToken)
    {
        var memberships = await db.Memberships.AsNoTracking()
            .OrderBy(membership => membership.CreatedAt)
            .Take(Limit)
            .ToListAsync(cancellationToken);
        var people = await accounts.FindManyAsync([.. memberships.Select(membership => membership.UserId)], cancellationToken);
        return new ListMembersResponse(
        [
            .. memberships
                .Where(membership => people.ContainsKey(membership.UserId))
                .Select(membership => new MemberListItem(
                    membership.UserId.Value,
                    people[membership.UserId].DisplayName,
                    people[membership.UserId].Email,
                    membership.Role,
                    membership.CreatedAt))
                .OrderByDescending(member => member.Role)
                .ThenBy(member => member.DisplayName, StringComparer.OrdinalIgnoreCase),
        ]);
    }
}
