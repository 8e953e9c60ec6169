using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Webhooks;

/// <summary>The organization's webhooks, newest first, revoked ones included.</summary>
public sealed record ListInboundWebhooks : IRequest<Result<ListInboundWebhooksResponse>>;

/// <param name="Items">The webhooks.</param>
/// <param name="Formats">In which systems can deliver.</param>
public sealed record ListInboundWebhooksResponse(IReadOnlyList<InboundWebhookItem> Items, IReadOnlyList<DeliveryFormatItem> Formats);

/// <param name="Name">For CreateInboundWebhook.</param>
/// <param name="Title">For people.</param>
public sealed record DeliveryFormatItem(string Name, string Title);

/// <summary>Whether deliveries are taken.</summary>
public enum InboundWebhookStatus
{
    Active,

    /// <summary>Deliveries with the former secret are taken too.</summary>
    Rotating,
    Revoked,
}

/// <param name="Id">The webhook's id, and the last part of its address.</param>
/// <param name="Name">Who delivers.</param>
/// <param name="Format">How.</param>
/// <param name="Path">Where to, on this server.</param>
/// <param name="Status">Whether deliveries are taken.</param>
/// <param name="FormerSecretEndsAt">UTC; until when the former secret works. Null when it does not.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastDeliveryAt">UTC; null: never.</param>
/// <param name="LastRefusalAt">UTC, to ten seconds; null: never.</param>
/// <param name="LastRefusal">The code of the problem that the refused sender was told.</param>
public sealed record InboundWebhookItem(
    Guid Id,
    string Name,
    string Format,
    string Path,
    InboundWebhookStatus Status,
    DateTimeOffset? FormerSecretEndsAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastDeliveryAt,
    DateTimeOffset? LastRefusalAt,
    string? LastRefusal)
{
    internal static InboundWebhookItem From(InboundWebhook webhook, DateTimeOffset now) => new(
        webhook.Id.Value,
        webhook.Name,
        webhook.Format,
        $"/api/v1/ingest/webhooks/{webhook.Id}",
        webhook.RevokedAt is not null ? InboundWebhookStatus.Revoked
            : webhook.IsOverlappingAt(now) ? InboundWebhookStatus.Rotating
            : InboundWebhookStatus.Active,
        webhook.IsOverlappingAt(now) ? webhook.FormerSecretEndsAt : null,
        webhook.CreatedAt,
        webhook.LastDeliveryAt,
        webhook.LastRefusalAt,
        webhook.LastRefusal);
}

internal sealed class ListInboundWebhooksHandler(IAppDbContext db, IEnumerable<IDeliveryFormat> formats, TimeProvider clock)
    : IRequestHandler<ListInboundWebhooks, Result<ListInboundWebhooksResponse>>
{
    private const int Limit = 200;

    public async Task<Result<ListInboundWebhooksResponse>> Handle(ListInboundWebhooks request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var webhooks = await db.InboundWebhooks.AsNoTracking()
            .OrderByDescending(webhook => webhook.CreatedAt)
            .Take(Limit)
            .ToListAsync(cancellationToken);
        return new ListInboundWebhooksResponse(
            [.. webhooks.Select(webhook => InboundWebhookItem.From(webhook, now))],
            [.. formats.Select(format => new DeliveryFormatItem(format.Name, format.Title))]);
    }
}
