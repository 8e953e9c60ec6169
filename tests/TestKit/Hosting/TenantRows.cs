using System.Security.Cryptography;
using CallScript.Domain.ApiKeys;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using CallScript.Domain.Organizations;
using CallScript.Domain.Pipeline;
using CallScript.Domain.Privacy;
using CallScript.Domain.Recordings;
using CallScript.Domain.Review;
using CallScript.Domain.Secrets;
using CallScript.Domain.SingleSignOn;
using Microsoft.EntityFrameworkCore;

namespace CallScript.TestKit.Hosting;

/// <summary>Something of every kind that belongs to an organization.</summary>
public static class TenantRows
{
    /// <summary>One row in every tenant-owned table, written by a superuser so that the roles' rights do not matter.</summary>
    public static async Task AddOneOfEachAsync(TestInstallation installation, TestOrganization organization, CancellationToken cancellationToken)
    {
        await using var db = installation.OwnerContext(organization);
        var now = CallBuilder.Noon;
        var clock = TimeProvider.System;
        db.Campaigns.Add(Campaign.Create(
            organization.Id, clock.NewId<CampaignId>(), CallSource.Ringba, "CA1", "Medicare", now));
        var connection = RingbaConnection.Create(
            organization.Id, clock.NewId<RingbaConnectionId>(), new Uri("https://ringba.test/v2/"), "RA1", [1], now, now);
        db.RingbaConnections.Add(connection);
        db.RingbaAnnouncements.Add(RingbaAnnouncement.Create(
            organization.Id, clock.NewId<RingbaAnnouncementId>(), connection.Id, "RGB1", now));
        db.CallLogReads.Add(CallLogRead.Create(
            connection, clock.NewId<CallLogReadId>(), CallLogReadKind.Backfill, now.AddDays(-1), now,
            oldestFirst: false, isDryRun: false, organization.UserId, now));
        var webhook = InboundWebhook.Create(
            organization.Id, clock.NewId<InboundWebhookId>(), "Dialer", "standard_webhooks", [1], organization.UserId, now);
        db.InboundWebhooks.Add(webhook);
        db.WebhookDeliveries.Add(WebhookDelivery.Create(webhook, "msg_1", now));
        var call = CallBuilder.AddFlagged(db, organization.Id);
        db.Manifest.Add(ManifestEntry.OfStoring(
            db.Recordings.Local.Single(row => row.CallId == call.Id), clock.NewId<ManifestEntryId>(), ManifestEntry.Upload, now));
        db.RecordingUploads.Add(RecordingUpload.Create(
            organization.Id, clock.NewId<RecordingUploadId>(), 100, [1], clock.GetUtcNow()));
        var day = Reconciliation.Create(connection, DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1));
        day.Compare(DayTotals.None, DayTotals.None, DayTotals.None with { Calls = 1 }, now);
        db.Reconciliations.Add(day);
        db.CallRevisions.Add(CallRevision.Create(call, clock.NewId<CallRevisionId>(), new CallTerms(10m, 5m, 60), now));
        db.OrganizationKeys.Add(OrganizationKey.Create(
            organization.Id, KeyUse.Encryption, 1, "default", [1], now));
        var caller = new ProtectedCaller([1], [2], [3]);
        db.RetentionPolicies.Add(RetentionPolicy.Create(organization.Id, RetentionPeriods.KeepAll, now));
        db.LegalHolds.Add(LegalHold.OnCaller(
            organization.Id, clock.NewId<LegalHoldId>(), caller, "Lawsuit", organization.UserId, now));
        db.Erasures.Add(Erasure.Create(
            organization.Id, clock.NewId<ErasureId>(), caller, false, new(1, 1, 1, 1, 1), organization.UserId, now));
        db.Removals.Add(Removal.Create(
            call, clock.NewId<RemovalId>(), RemovedPart.Recording, null, 1, now));
        db.WorkItems.Add(WorkItem.Create(
            organization.Id, clock.NewId<WorkItemId>(), Lane.Vault, call.Id.Value, now, now));
        db.ReviewDecisions.Add(ReviewDecision.Create(
            organization.Id, clock.NewId<ReviewDecisionId>(), call.Id, organization.UserId, apiKeyId: null,
            ReviewVerdict.Confirmed, null, now));
        db.ApiKeys.Add(ApiKey.Issue(
            organization.Id, clock.NewId<ApiKeyId>(), "key", ["calls:read"], organization.UserId, now.AddDays(1), now).Key);
        db.Invites.Add(Invite.Create(
            organization.Id, clock.NewId<InviteId>(), "guest@example.test", OrganizationRole.Viewer, RandomNumberGenerator.GetBytes(32), organization.UserId, now));
        var provider = IdentityProvider.Create(organization.Id);
        provider.Configure("https://login.example.com", "callscript", ["example.com"], defaultRole: null, now);
        db.IdentityProviders.Add(provider);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"insert into repeat_calls values ({organization.Id.Value}, {call.Id.Value}, {now.AddHours(-1)}, null, interval '1 hour', null)",
            cancellationToken);
    }
}
