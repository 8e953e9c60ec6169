using CallScript.Application.Common;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Webhooks;

/// <summary>Makes an address for a system that delivers calls. The answer is the only one that ever holds the secret.</summary>
/// <param name="Name">Who delivers.</param>
/// <param name="Format">One of the known formats; null: the first.</param>
public sealed record CreateInboundWebhook(string Name, string? Format = null) : IRequest<Result<InboundWebhookSecret>>;

/// <param name="Secret">With which the sender signs; shown this once.</param>
/// <param name="Webhook">As lists show it.</param>
public sealed record InboundWebhookSecret(string Secret, InboundWebhookItem Webhook);

internal sealed class CreateInboundWebhookValidator : AbstractValidator<CreateInboundWebhook>
{
    public CreateInboundWebhookValidator(IEnumerable<IDeliveryFormat> formats)
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(InboundWebhook.NameMaxLength);
        RuleFor(request => request.Format)
            .Must(name => name is null || formats.Any(format => format.Name == name))
            .WithMessage($"The formats are {string.Join(", ", formats.Select(format => format.Name))}.");
    }
}

internal sealed class CreateInboundWebhookHandler(
    IAppDbContext db,
    IEnumerable<IDeliveryFormat> formats,
    ITenantContext tenant,
    ICurrentUser currentUser,
    ISecretProtector secrets,
    IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<CreateInboundWebhook, Result<InboundWebhookSecret>>
{
    private const int MostInUse = 20;

    public async Task<Result<InboundWebhookSecret>> Handle(CreateInboundWebhook request, CancellationToken cancellationToken)
    {
        if (await db.InboundWebhooks.CountAsync(webhook => webhook.RevokedAt == null, cancellationToken) >= MostInUse)
        {
            return InboundWebhookErrors.TooMany(MostInUse);
        }

        var format = formats.First(known => request.Format is null || known.Name == request.Format);
        var id = clock.NewId<InboundWebhookId>();
        var secret = format.NewSecret();
        var now = clock.GetUtcNow();
        var webhook = InboundWebhook.Create(
            tenant.OrganizationId, id, request.Name.Trim(), format.Name,
            await secrets.ProtectAsync(
                new SecretName(tenant.OrganizationId, SecretKind.InboundWebhookSecret, id.Value), secret, cancellationToken),
            currentUser.IsSet ? currentUser.UserId : null, now);
        db.InboundWebhooks.Add(webhook);
        audit.Record(
            AuditAction.InboundWebhookCreated, "inbound_webhook", id.ToString(), after: new { webhook.Name, webhook.Format });
        await db.SaveChangesAsync(cancellationToken);
        return new InboundWebhookSecret(secret, InboundWebhookItem.From(webhook, now));
    }
}
