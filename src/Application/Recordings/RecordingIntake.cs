using System.Security.Cryptography;
using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Ingest;
using CallScript.Application.Privacy;
using CallScript.Domain.Auditing;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>What somebody who hands in a recording says of the call.</summary>
public interface IRecordingDetails
{
    /// <summary>For people.</summary>
    string FileName { get; }

    /// <summary>Their own id of the call; null: it gets one.</summary>
    string? SourceCallId { get; }

    /// <summary>The campaign to file it under; created on first sight.</summary>
    string? CampaignName { get; }

    /// <summary>Decides the rules; guessed from the campaign's name when left out.</summary>
    Vertical? Vertical { get; }

    /// <summary>When the call began; now when left out.</summary>
    DateTimeOffset? StartedAt { get; }

    /// <summary>As given.</summary>
    string? CallerNumber { get; }

    /// <summary>Who sent the call.</summary>
    string? PublisherName => null;

    /// <summary>Who bought the call.</summary>
    string? BuyerName => null;

    /// <summary>The whole call; measured when left out.</summary>
    TimeSpan? Duration => null;

    /// <summary>What the buyer pays.</summary>
    decimal? Revenue => null;

    /// <summary>What the publisher gets.</summary>
    decimal? Payout => null;
}

/// <summary>The details alone.</summary>
public sealed record RecordingDetails(
    string FileName, string? SourceCallId, string? CampaignName, Vertical? Vertical, DateTimeOffset? StartedAt, string? CallerNumber)
    : IRecordingDetails
{
    public string? PublisherName { get; init; }

    public string? BuyerName { get; init; }

    public TimeSpan? Duration { get; init; }

    public decimal? Revenue { get; init; }

    public decimal? Payout { get; init; }
}

internal sealed class RecordingDetailsValidator : AbstractValidator<IRecordingDetails>
{
    public RecordingDetailsValidator(TimeProvider clock)
    {
        RuleFor(request => request.FileName).NotEmpty().MaximumLength(Call.SourceCallIdMaxLength);
        RuleFor(request => request.SourceCallId).MaximumLength(Call.SourceCallIdMaxLength);
        RuleFor(request => request.CampaignName).MaximumLength(Campaign.NameMaxLength);
        RuleFor(request => request.CallerNumber).MaximumLength(CallParties.NumberMaxLength);
        RuleFor(request => request.Vertical).IsInEnum();
        RuleFor(request => request.PublisherName).MaximumLength(CallParties.NameMaxLength);
        RuleFor(request => request.BuyerName).MaximumLength(CallParties.NameMaxLength);
        RuleFor(request => request.Duration).InclusiveBetween(TimeSpan.Zero, SourceCallValidator.LongestCall)
            .WithMessage(SourceCallValidator.Length);
        RuleFor(request => request.Revenue).Must(SourceCallValidator.BeMoney).WithMessage(SourceCallValidator.Money);
        RuleFor(request => request.Payout).Must(SourceCallValidator.BeMoney).WithMessage(SourceCallValidator.Money);
        RuleFor(request => request.StartedAt)
            .LessThanOrEqualTo(_ => clock.GetUtcNow().AddMinutes(5)).WithMessage("A call cannot start in the future.");
    }
}

/// <summary>
/// Makes calls of recordings that are handed in, in whatever way. From here on they are calls like any other.
/// </summary>
internal sealed class RecordingIntake(
    IAppDbContext db,
    IRecordingVault vault,
    VaultShelf shelf,
    ITenantContext tenant,
    ICallerNumbers numbers,
    ICallerHistory history,
    IAuditTrail audit,
    TimeProvider clock)
{
    /// <summary>The call that was handed in under this id; null when none was.</summary>
    public async Task<CallId?> FindAsync(string sourceCallId, CancellationToken cancellationToken) => await db.Calls
        .Where(call => call.Source == CallSource.Upload && call.SourceCallId == sourceCallId)
        .Select(call => (CallId?)call.Id)
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Makes a call of a recording unless it is here already, under the client's own id or else under the content's hash.</summary>
    /// <param name="details">What is said of the call.</param>
    /// <param name="content">The audio, which can be read twice.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<CallId>> TakeOnceAsync(RecordingDetails details, Stream content, CancellationToken cancellationToken)
    {
        if (details.SourceCallId is null)
        {
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            content.Position = 0;
            details = details with { SourceCallId = $"sha256:{sha256}" };
        }

        return await FindAsync(details.SourceCallId, cancellationToken) is { } existing
            ? existing
            : await TakeAsync(details, content, cancellationToken);
    }

    public async Task<Result<CallId>> TakeAsync(IRecordingDetails details, Stream content, CancellationToken cancellationToken)
    {
        var callId = clock.NewId<CallId>();
        var sourceCallId = details.SourceCallId ?? callId.ToString();
        var caller = (await numbers.UnlockAsync(cancellationToken)).Protect(callId.Value, details.CallerNumber);
        var startedAt = details.StartedAt?.ToUniversalTime() ?? clock.GetUtcNow();
        if (caller is not null && (await db.ErasedCallersAsync([caller.Hash], cancellationToken)).Cover(caller, startedAt))
        {
            return PrivacyErrors.CallerErased;
        }

        var stored = await vault.StoreAsync(tenant.OrganizationId, content, cancellationToken);
        if (!stored.IsSuccess)
        {
            return stored.Error;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var report = new CallReport(
            sourceCallId, startedAt, details.Duration?.TotalSeconds, IsLive: false,
            new CallParties(caller, details.PublisherName, details.BuyerName, TargetName: null),
            details.Revenue, details.Payout, RecordingAddress: null);
        var organization = await db.Organizations.SingleAsync(row => row.Id == tenant.OrganizationId, cancellationToken);
        var campaign = await CampaignAsync(organization, details, now, cancellationToken);
        var call = Call.Create(
            tenant.OrganizationId, callId, CallSource.Upload, report, campaign, details.Vertical ?? organization.DefaultVertical, now);
        db.Calls.Add(call);
        var shelved = await shelf.AddAsync(call, stored.Value, ManifestEntry.Upload, cancellationToken);
        if (!shelved.IsSuccess)
        {
            return shelved.Error;
        }

        if (call.IsReadyForVault)
        {
            db.Enqueue(Lane.Vault, call, clock);
        }

        audit.Record(
            AuditAction.RecordingImported, "call", callId.ToString(), after: new { details.FileName, sourceCallId, stored.Value.Sha256 });
        await db.SaveChangesAsync(cancellationToken);
        await history.MarkRepeatsAsync([call], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return callId;
    }

    private async Task<CallCampaign?> CampaignAsync(
        Organization organization, IRecordingDetails details, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(details.CampaignName))
        {
            return null;
        }

        var name = details.CampaignName.Trim();
        var campaign = await db.Campaigns.SingleOrDefaultAsync(
            row => row.Source == CallSource.Upload && row.SourceCampaignId == name, cancellationToken);
        if (campaign is null)
        {
            campaign = Campaign.Create(
                organization.Id, clock.NewId<CampaignId>(), CallSource.Upload, name, name, now, organization.GuessVertical(name));
            db.Campaigns.Add(campaign);
        }

        return new CallCampaign(campaign.Id, campaign.Name, details.Vertical ?? campaign.Vertical);
    }
}
