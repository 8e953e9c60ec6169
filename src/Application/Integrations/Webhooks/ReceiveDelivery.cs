using CallScript.Application.Common;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Domain.Calls;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Integrations.Webhooks;

/// <summary>
/// Takes in the calls that somebody delivers to an address. Nothing of them is looked at before the sender has proved to
/// know the address's secret; a delivery that came before changes nothing, whatever came in between.
/// </summary>
/// <param name="Address">The last part of the address.</param>
/// <param name="Delivery">What came.</param>
public sealed record ReceiveDelivery(string Address, Delivery Delivery) : IRequest<Result<DeliveryReceipt>>;

/// <param name="Created">Calls seen for the first time.</param>
/// <param name="Changed">Calls of which the delivery says something else than the last one.</param>
/// <param name="Unchanged">Calls of which it says the same.</param>
/// <param name="LeftOut">Calls that were removed on purpose and do not come back.</param>
/// <param name="Repeated">The delivery was taken in before, and nothing was done now.</param>
public sealed record DeliveryReceipt(int Created, int Changed, int Unchanged, int LeftOut, bool Repeated);

internal sealed record DeliveredCalls(IReadOnlyList<SourceCall> Calls);

internal sealed class DeliveredCallsValidator : AbstractValidator<DeliveredCalls>
{
    private const int MostCalls = 500;

    public DeliveredCallsValidator(TimeProvider clock)
    {
        RuleFor(delivered => delivered.Calls)
            .Must(calls => calls.Count is > 0 and <= MostCalls).WithMessage($"Deliver 1 to {MostCalls} calls at a time.");
        RuleForEach(delivered => delivered.Calls).SetValidator(new SourceCallValidator(clock));
    }
}

internal sealed class ReceiveDeliveryHandler(
    IAppDbContext db,
    ITenantContext tenant,
    ICurrentUser currentUser,
    ISecretProtector secrets,
    IEnumerable<IDeliveryFormat> formats,
    IValidator<DeliveredCalls> validator,
    CallIntake intake,
    TimeProvider clock)
    : IRequestHandler<ReceiveDelivery, Result<DeliveryReceipt>>
{
    private const int LongestAddress = 100;

    public async Task<Result<DeliveryReceipt>> Handle(ReceiveDelivery request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var webhook = await EnterAsync(request.Address, cancellationToken);
        if (webhook is null || formats.SingleOrDefault(known => known.Name == webhook.Format) is not { } format)
        {
            return DeliveryErrors.Refused;
        }

        var proven = webhook.RevokedAt is null
            ? format.Verify(request.Delivery, await SecretsAsync(webhook, now, cancellationToken), now)
            : DeliveryErrors.Refused;
        if (!proven.IsSuccess)
        {
            return await RefuseAsync(webhook, proven.Error, now, cancellationToken);
        }

        if (await db.WebhookDeliveries.AnyAsync(
            row => row.WebhookId == webhook.Id && row.DeliveryId == proven.Value, cancellationToken))
        {
            return new DeliveryReceipt(0, 0, 0, 0, Repeated: true);
        }

        var calls = Read(format, request.Delivery.Body);
        if (!calls.IsSuccess)
        {
            return await RefuseAsync(webhook, calls.Error, now, cancellationToken);
        }

        // Both are saved with the calls, in one transaction.
        db.WebhookDeliveries.Add(WebhookDelivery.Create(webhook, proven.Value, now));
        webhook.Delivered(now);
        var counts = await intake.TakeAsync(
            webhook.OrganizationId, CallSource.Webhook, [.. calls.Value.Select(call => Scoped(webhook, call))], cancellationToken);
        var forgotten = now - WebhookDelivery.Kept;
        await db.WebhookDeliveries
            .Where(row => row.WebhookId == webhook.Id && row.ReceivedAt < forgotten)
            .ExecuteDeleteAsync(cancellationToken);
        return new DeliveryReceipt(counts.Created, counts.Changed, counts.Unchanged, counts.LeftOut, Repeated: false);
    }

    private async Task<InboundWebhook?> EnterAsync(string address, CancellationToken cancellationToken)
    {
        if (address.Length > LongestAddress)
        {
            return null;
        }

        // Across organizations: naming the address is the right to see its one row, and row-level security knows of no other.
        var hash = InboundWebhook.AddressHashOf(address);
        currentUser.Present(hash);
        var found = await db.InboundWebhooks.IgnoreQueryFilters().AsNoTracking()
            .SingleOrDefaultAsync(row => row.AddressHash == hash, cancellationToken);
        if (found is null)
        {
            return null;
        }

        tenant.Enter(found.OrganizationId);
        return await db.InboundWebhooks.SingleAsync(row => row.Id == found.Id, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> SecretsAsync(InboundWebhook webhook, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = new SecretName(webhook.OrganizationId, SecretKind.InboundWebhookSecret, webhook.Id.Value);
        var secret = await secrets.UnprotectAsync(name, webhook.SealedSecret, cancellationToken);
        return webhook.IsOverlappingAt(now)
            ? [secret, await secrets.UnprotectAsync(name, webhook.SealedFormerSecret!, cancellationToken)]
            : [secret];
    }

    private Result<IReadOnlyList<SourceCall>> Read(IDeliveryFormat format, ReadOnlyMemory<byte> body)
    {
        var calls = format.Read(body);
        if (!calls.IsSuccess)
        {
            return calls;
        }

        var failures = validator.Validate(new DeliveredCalls(calls.Value)).Errors;
        return failures.Count == 0
            ? calls
            : new ValidationError(failures.GroupBy(failure => FieldOf(failure.PropertyName)).ToDictionary(
                field => field.Key, field => field.Select(failure => failure.ErrorMessage).Distinct().ToArray()));
    }

    private async Task<Error> RefuseAsync(InboundWebhook webhook, Error error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (webhook.Refused(error, now))
        {
            await db.SaveChangesAsync(cancellationToken);
        }

        return error;
    }

    private static SourceCall Scoped(InboundWebhook webhook, SourceCall call) => call with
    {
        SourceCallId = webhook.Scoped(call.SourceCallId),
        CampaignId = (call.CampaignId ?? call.CampaignName) is { } campaign ? webhook.Scoped(campaign) : null,
    };

    // As the body names them: calls[3].startedAt.
    private static string FieldOf(string path) =>
        string.Join('.', path.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}
