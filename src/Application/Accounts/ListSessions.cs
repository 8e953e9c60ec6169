using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Accounts;

/// <summary>Where the person is signed in, the latest used first.</summary>
public sealed record ListSessions(Guid SessionId) : IRequest<Result<ListSessionsResponse>>;

public sealed record ListSessionsResponse(IReadOnlyList<SessionItem> Items);

/// <param name="Id">For ending it.</param>
/// <param name="Device">What the browser calls itself.</param>
/// <param name="IpAddress">From where it was last renewed.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastUsedAt">UTC, to within the life of an access token.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record SessionItem(
    Guid Id, string? Device, string? IpAddress, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool IsCurrent);

internal sealed class ListSessionsHandler(AccountGate gate, ICurrentUser currentUser, IAppDbContext db, TimeProvider clock)
    : IRequestHandler<ListSessions, Result<ListSessionsResponse>>
{
    private const int Limit = 100;

    public async Task<Result<ListSessionsResponse>> Handle(ListSessions request, CancellationToken cancellationToken)
    {
        var entered = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!entered.IsSuccess)
        {
            return entered.Error;
        }

        var (userId, now) = (currentUser.UserId, clock.GetUtcNow());
        var sessions = await db.UserSessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.RevokedAt == null && session.ExpiresAt > now)
            .OrderByDescending(session => session.LastUsedAt)
            .Take(Limit)
            .ToListAsync(cancellationToken);
        return new ListSessionsResponse([.. sessions.Select(session => new SessionItem(
            session.Id.Value,
            session.Device,
            session.IpAddress,
            session.CreatedAt,
            session.LastUsedAt,
            session.Id.Value == request.SessionId))]);
    }
}
