using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Integrations;

/// <summary>An address at which another system delivers calls, and the secret by which it proves itself.</summary>
public sealed class InboundWebhook : ITenantOwned
{
    public const int NameMaxLength = 100;
    public const int FormatMaxLength = 40;
    public const int KeyLength = 8;

    /// <summary>Longest that the former secret goes on beside the new one.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    /// <summary>Refusals are written down at most this often: whoever knows the address can cause them.</summary>
    public static readonly TimeSpan RefusalPrecision = TimeSpan.FromSeconds(10);

    private InboundWebhook()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public InboundWebhookId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name of the format in which its sender delivers.</summary>
    public string Format { get; private set; } = "";

    /// <summary>What its calls' ids begin with, so that two senders may use the same ids.</summary>
    public string Key { get; private set; } = "";

    /// <summary>See <see cref="AddressHashOf"/>: a delivery names its address before it is known whose it is.</summary>
    public byte[] AddressHash { get; private set; } = [];

    public byte[] SealedSecret { get; private set; } = [];

    /// <summary>The secret before the last rotation; null when it has ended or there was none.</summary>
    public byte[]? SealedFormerSecret { get; private set; }

    public DateTimeOffset? FormerSecretEndsAt { get; private set; }

    /// <summary>Who made it; null when an API key did.</summary>
    public UserId? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? RotatedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public DateTimeOffset? LastDeliveryAt { get; private set; }

    public DateTimeOffset? LastRefusalAt { get; private set; }

    /// <summary>The code of the error that answered the last refused delivery.</summary>
    public string? LastRefusal { get; private set; }

    public static InboundWebhook Create(
        OrganizationId organizationId,
        InboundWebhookId id,
        string name,
        string format,
        byte[] sealedSecret,
        UserId? createdBy,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            Name = name,
            Format = format,
            Key = RandomNumberGenerator.GetHexString(KeyLength, lowercase: true),
            AddressHash = AddressHashOf(id.ToString()),
            SealedSecret = sealedSecret,
            CreatedBy = createdBy,
            CreatedAt = now,
        };

    /// <summary>What finds a webhook by the last part of its address, which is its id.</summary>
    public static byte[] AddressHashOf(string address) => SHA256.HashData(Encoding.UTF8.GetBytes(address));

    /// <summary>A call as intake knows it: what the sender calls by an id is this webhook's alone.</summary>
    public string Scoped(string externalId) => $"{Key}/{externalId}";

    /// <summary>Whether the former secret still works.</summary>
    public bool IsOverlappingAt(DateTimeOffset now) => SealedFormerSecret is not null && now < FormerSecretEndsAt;

    /// <summary>Replaces the secret; the present one goes on for the overlap, and one before it ends.</summary>
    public Result Rotate(byte[] sealedSecret, TimeSpan overlap, DateTimeOffset now)
    {
        if (RevokedAt is not null)
        {
            return InboundWebhookErrors.Revoked;
        }

        SealedFormerSecret = overlap > TimeSpan.Zero ? SealedSecret : null;
        FormerSecretEndsAt = overlap > TimeSpan.Zero ? now + overlap : null;
        (SealedSecret, RotatedAt) = (sealedSecret, now);
        return Result.Success;
    }

    public void Revoke(DateTimeOffset now)
    {
        RevokedAt ??= now;
        (SealedFormerSecret, FormerSecretEndsAt) = (null, null);
    }

    public void Delivered(DateTimeOffset now) => LastDeliveryAt = now;

    /// <summary>Notes why a delivery was refused.</summary>
    /// <returns>Whether there is something to write down.</returns>
    public bool Refused(Error error, DateTimeOffset now)
    {
        if (LastRefusalAt is { } last && now - last < RefusalPrecision)
        {
            return false;
        }

        (LastRefusalAt, LastRefusal) = (now, error.Code);
        return true;
    }
}

/// <summary>A delivery that was taken in, kept for as long as its sender may repeat it.</summary>
public sealed class WebhookDelivery : ITenantOwned
{
    public const int DeliveryIdMaxLength = 200;

    /// <summary>Longer than senders by the standard go on repeating, which is about three days.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private WebhookDelivery()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public InboundWebhookId WebhookId { get; private set; }

    /// <summary>The sender's id of it.</summary>
    public string DeliveryId { get; private set; } = "";

    public DateTimeOffset ReceivedAt { get; private set; }

    public static WebhookDelivery Create(InboundWebhook webhook, string deliveryId, DateTimeOffset now) => new()
    {
        OrganizationId = webhook.OrganizationId,
        WebhookId = webhook.Id,
        DeliveryId = deliveryId,
        ReceivedAt = now,
    };
}

public static class InboundWebhookErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "webhook_not_found", "There is no such webhook.");

    public static Error Revoked { get; } = new(ErrorKind.Conflict, "webhook_revoked", "The webhook was revoked.");

    public static Error TooMany(int limit) =>
        new(ErrorKind.Conflict, "webhooks_too_many", $"An organization has at most {limit} webhooks in use. Revoke one first.");
}
