using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Application.Common.Tenancy;
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
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Recordings;

/// <summary>Makes a call of a recording that somebody hands in. From here on it is a call like any other.</summary>
/// <param name="Content">The audio; read once, to its end.</param>
/// <param name="FileName">For people; also the call's source id unless one is given.</param>
/// <param name="SourceCallId">The caller's own id of the call: importing it a second time is refused.</param>
/// <param name="CampaignName">The campaign to file it under; created on first sight.</param>
/// <param name="Vertical">Decides the rules; guessed from the campaign's name when left out.</param>
/// <param name="StartedAt">When the call began; now when left out.</param>
/// <param name="CallerNumber">As given.</param>
public sealed record ImportRecording(
    Stream Content,
    string FileName,
    string? SourceCallId,
    string? CampaignName,
    Vertical? Vertical,
    DateTimeOffset? StartedAt,
    string? CallerNumber) : IRequest<Result<ImportRecordingResponse>>;

public sealed record ImportRecordingResponse(Guid Id);

internal sealed class ImportRecordingValidator : AbstractValidator<ImportRecording>
{
    public ImportRecordingValidator(TimeProvider clock)
    {
        RuleFor(request => request.FileName).NotEmpty().MaximumLength(Call.SourceCallIdMaxLength);
        RuleFor(request => request.SourceCallId).MaximumLength(Call.SourceCallIdMaxLength);
        RuleFor(request => request.CampaignName).MaximumLength(Campaign.NameMaxLength);
        RuleFor(request => request.CallerNumber).MaximumLength(CallParties.NumberMaxLength);
        RuleFor(request => request.Vertical).IsInEnum();
        RuleFor(request => request.StartedAt)
            .LessThanOrEqualTo(_ => clock.GetUtcNow().AddMinutes(5)).WithMessage("A call cannot start in the future.");
    }
}

internal sealed class ImportRecordingHandler(
    IAppDbContext db,
    IRecordingVault vault,
    VaultShelf shelf,
    ITenantContext tenant,
    ICallerNumbers numbers,
    IAuditTrail audit,
    TimeProvider clock)
    : IRequestHandler<ImportRecording, Result<ImportRecordingResponse>>
{
    public async Task<Result<ImportRecordingResponse>> Handle(ImportRecording request, CancellationToken cancellationToken)
    {
        var callId = clock.NewId<CallId>();
        var sourceCallId = request.SourceCallId ?? callId.ToString();
        if (await db.Calls.AnyAsync(
            call => call.Source == CallSource.Upload && call.SourceCallId == sourceCallId, cancellationToken))
        {
            return ImportErrors.AlreadyImported(sourceCallId);
        }

        var caller = (await numbers.UnlockAsync(cancellationToken)).Protect(callId.Value, request.CallerNumber);
        var startedAt = request.StartedAt?.ToUniversalTime() ?? clock.GetUtcNow();
        if (caller is not null && (await db.ErasedCallersAsync([caller.Hash], cancellationToken)).Cover(caller, startedAt))
        {
            return PrivacyErrors.CallerErased;
        }

        var stored = await vault.StoreAsync(tenant.OrganizationId, request.Content, cancellationToken);
        if (!stored.IsSuccess)
        {
            return stored.Error;
        }

        await using var transaction = await db.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var report = new CallReport(
            sourceCallId, startedAt, DurationSeconds: null, IsLive: false,
            CallParties.Unknown with { Caller = caller }, Revenue: null, Payout: null, RecordingAddress: null);
        var organization = await db.Organizations.SingleAsync(row => row.Id == tenant.OrganizationId, cancellationToken);
        var campaign = await CampaignAsync(organization, request, now, cancellationToken);
        var call = Call.Create(
            tenant.OrganizationId, callId, CallSource.Upload, report, campaign, request.Vertical ?? organization.DefaultVertical, now);
        db.Calls.Add(call);
        var shelved = await shelf.AddAsync(call, stored.Value, ManifestEntry.Upload, cancellationToken);
        if (!shelved.IsSuccess)
        {
            return shelved.Error;
        }

        db.Enqueue(Lane.Vault, call, clock);
        audit.Record(
            AuditAction.RecordingImported, "call", callId.ToString(), after: new { request.FileName, sourceCallId, stored.Value.Sha256 });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ImportRecordingResponse(callId.Value);
    }

    private async Task<CallCampaign?> CampaignAsync(
        Organization organization, ImportRecording request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.CampaignName))
        {
            return null;
        }

        var name = request.CampaignName.Trim();
        var campaign = await db.Campaigns.SingleOrDefaultAsync(
            row => row.Source == CallSource.Upload && row.SourceCampaignId == name, cancellationToken);
        if (campaign is null)
        {
            campaign = Campaign.Create(
                organization.Id, clock.NewId<CampaignId>(), CallSource.Upload, name, name, now, organization.GuessVertical(name));
            db.Campaigns.Add(campaign);
        }

        return new CallCampaign(campaign.Id, campaign.Name, request.Vertical ?? campaign.Vertical);
    }
}

public static class ImportErrors
{
    public static Error AlreadyImported(string sourceCallId) =>
        new(ErrorKind.Conflict, "call_already_imported", $"A call with the id '{sourceCallId}' was imported before.");
}
