using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Webhooks;

/// <summary>Ends a webhook at once; calls that it brought stay. Ending it twice changes nothing.</summary>
public sealed record RevokeInboundWebhook(Guid WebhookId) : IRequest<Result>;

internal sealed class RevokeInboundWebhookHandler(IAppDbContext db, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RevokeInboundWebhook, Result>
{
    public async Task<Result> Handle(RevokeInboundWebhook request, CancellationToken cancellationToken)
    {
        var id = new InboundWebhookId(request.WebhookId);
        if (await db.InboundWebhooks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } webhook)
        {
            return InboundWebhookErrors.NotFound;
        }

        if (webhook.RevokedAt is not null)
        {
            return Result.Success;
        }

        webhook.Revoke(clock.GetUtcNow());
        audit.Record(AuditAction.InboundWebhookRevoked, "inbound_webhook", id.ToString(), before: new { webhook.Name });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }
}
