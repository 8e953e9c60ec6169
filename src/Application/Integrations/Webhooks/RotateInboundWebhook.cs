using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Ingest;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Webhooks;

/// <summary>Gives a webhook another secret; the present one goes on for the overlap, so that nothing is refused meanwhile.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="OverlapHours">How long both work; 0 to 720.</param>
public sealed record RotateInboundWebhook(Guid WebhookId, int OverlapHours) : IRequest<Result<InboundWebhookSecret>>;

internal sealed class RotateInboundWebhookValidator : AbstractValidator<RotateInboundWebhook>
{
    public RotateInboundWebhookValidator() =>
        RuleFor(request => request.OverlapHours).InclusiveBetween(0, (int)InboundWebhook.LongestOverlap.TotalHours);
}

internal sealed class RotateInboundWebhookHandler(
    IAppDbContext db, IEnumerable<IDeliveryFormat> formats, ISecretProtector secrets, IAuditTrail audit, TimeProvider clock)
    : IRequestHandler<RotateInboundWebhook, Result<InboundWebhookSecret>>
{
    public async Task<Result<InboundWebhookSecret>> Handle(RotateInboundWebhook request, CancellationToken cancellationToken)
    {
        var id = new InboundWebhookId(request.WebhookId);
        if (await db.InboundWebhooks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } webhook)
        {
            return InboundWebhookErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var secret = formats.First(format => format.Name == webhook.Format).NewSecret();
        var rotated = webhook.Rotate(
            await secrets.ProtectAsync(
                new SecretName(webhook.OrganizationId, SecretKind.InboundWebhookSecret, id.Value), secret, cancellationToken),
            TimeSpan.FromHours(request.OverlapHours),
            now);
        if (!rotated.IsSuccess)
        {
            return rotated.Error;
        }

        audit.Record(
            AuditAction.InboundWebhookRotated, "inbound_webhook", id.ToString(), after: new { webhook.Name, webhook.FormerSecretEndsAt });
        await db.SaveChangesAsync(cancellationToken);
        return new InboundWebhookSecret(secret, InboundWebhookItem.From(webhook, now));
    }
}
