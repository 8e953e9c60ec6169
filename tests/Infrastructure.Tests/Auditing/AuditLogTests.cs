using CallScript.Application.Auditing;
using CallScript.Application.Common.Auditing;
using CallScript.Domain.Auditing;
using CallScript.Infrastructure.Persistence;
using CallScript.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Auditing;

/// <summary>The audit log only grows, and shows when somebody with the owner's rights made it do otherwise.</summary>
public sealed class AuditLogTests(InstallationFixture fixture) : IClassFixture<InstallationFixture>
{
    private readonly TestInstallation _installation = fixture.Installation;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_WhenNothingWasTouched_IsWholeForEachOrganization()
    {
        var first = await _installation.AddOrganizationAsync(Cancellation);
        var second = await _installation.AddOrganizationAsync(Cancellation);
        await RecordAsync(first, "a", "b", "c");
        await RecordAsync(second, "d");

        var report = await VerifyAsync(first);

        // The organization's creation is the first entry.
        report.ShouldBe(new AuditChainReport(4, 4, report.Digest, Broken: null));
        report.Digest.Length.ShouldBe(64);
        (await VerifyAsync(second)).Entries.ShouldBe(2);
    }

    [Fact]
    public async Task Record_WhenManyWriteAtOnce_ChainsThemWithoutGaps()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => RecordAsync(organization, $"call-{number}")));

        (await VerifyAsync(organization)).ShouldSatisfyAllConditions(
            report => report.Broken.ShouldBeNull(),
            report => report.Sequence.ShouldBe(41));
    }

    [Theory]
    [InlineData("update audit_entries set after = '{}' where subject_id = 'b'", AuditChainBreakKind.DigestMismatch, 3)]
    [InlineData("update audit_entries set occurred_at = occurred_at - interval '1 microsecond' where subject_id = 'b'", AuditChainBreakKind.DigestMismatch, 3)]
    [InlineData("update audit_entries set actor_id = gen_random_uuid() where subject_id = 'a'", AuditChainBreakKind.DigestMismatch, 2)]
    [InlineData("delete from audit_entries where subject_id = 'b'", AuditChainBreakKind.EntryMissing, 3)]
    [InlineData("delete from audit_links where sequence = 3", AuditChainBreakKind.Gap, 4)]
    [InlineData("update audit_links set digest = sha256(digest) where sequence = 3", AuditChainBreakKind.DigestMismatch, 3)]
    [InlineData("delete from audit_links where sequence = 4", AuditChainBreakKind.Unlinked, 4)]
    public async Task Verify_AfterTampering_NamesTheFirstBrokenLink(string tampering, AuditChainBreakKind kind, long sequence)
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await RecordAsync(organization, "a", "b", "c");

        await AsOwnerWithoutTriggersAsync(tampering);

        var broken = (await VerifyAsync(organization)).Broken.ShouldNotBeNull();
        (broken.Kind, broken.Sequence).ShouldBe((kind, sequence));
    }

    [Fact]
    public async Task Verify_WhenTheEndWasCutOff_FindsItByWhatWasNoted()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await RecordAsync(organization, "a", "b", "c");
        var noted = await VerifyAsync(organization);

        (await VerifyAsync(organization, noted)).Broken.ShouldBeNull();
        await AsOwnerWithoutTriggersAsync("delete from audit_links where sequence = 4; delete from audit_entries where subject_id = 'c'");

        (await VerifyAsync(organization)).Broken.ShouldBeNull();
        (await VerifyAsync(organization, noted)).Broken!.Kind.ShouldBe(AuditChainBreakKind.NotAsNoted);
    }

    [Theory]
    [InlineData("update audit_entries set after = null")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    [InlineData("update audit_links set digest = ''")]
    [InlineData("delete from audit_links")]
    [InlineData("insert into audit_links (org_id, sequence, entry_id, digest) values (app_org_id(), 99, gen_random_uuid(), '')")]
    public async Task Database_AsHostOrOwner_RefusesToChangeTheLog(string statement)
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        foreach (var connectionString in (string[])[_installation.Database.AppConnectionString, _installation.Database.WorkerConnectionString])
        {
            (await RefusalAsync(connectionString, statement, organization)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        if (!statement.StartsWith("insert", StringComparison.Ordinal))
        {
            (await RefusalAsync(_installation.Database.OwnerConnectionString, statement, organization)).MessageText.ShouldEndWith("only grows");
        }
    }

    [Fact]
    public async Task List_Filtered_FindsByActionSubjectActorAndTime()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await RecordAsync(organization, "a", "b");
        var all = new ListAuditEntries(null, null, null, null, null, null, null);

        var retried = await _installation.SendAsync(organization, all with { Action = AuditAction.CallRetried }, Cancellation);
        retried.Value.Items.Select(entry => entry.SubjectId).ShouldBe(["b", "a"]);
        var actor = retried.Value.Items[0].Actor.ShouldNotBeNull();
        (actor.Kind, actor.Id).ShouldBe((AuditActorKind.Person, organization.UserId.Value));
        actor.Name!.ShouldStartWith("Owner ");
        retried.Value.Items[0].After!.Value.GetProperty("note").GetString().ShouldBe("b \ufffd");
        var one = await _installation.SendAsync(organization, all with { SubjectType = "call", SubjectId = "a" }, Cancellation);
        one.Value.Items.Count.ShouldBe(1);
        var stranger = await _installation.SendAsync(organization, all with { ActorId = Guid.CreateVersion7() }, Cancellation);
        stranger.Value.Items.ShouldBeEmpty();
        var before = await _installation.SendAsync(organization, all with { To = one.Value.Items[0].OccurredAt.AddHours(-1) }, Cancellation);
        before.Value.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_PageByPage_ShowsEveryEntryOnce()
    {
        var organization = await _installation.AddOrganizationAsync(Cancellation);
        await RecordAsync(organization, "a", "b", "c", "d");
        var seen = new List<long>();
        for (string? cursor = null; ;)
        {
            var page = await _installation.SendAsync(organization, new ListAuditEntries(null, null, null, null, null, null, cursor, Limit: 2), Cancellation);
            seen.AddRange(page.Value.Items.Select(entry => entry.Sequence));
            if ((cursor = page.Value.NextCursor) is null)
            {
                break;
            }
        }

        seen.ShouldBe([5, 4, 3, 2, 1]);
    }

    private async Task RecordAsync(TestOrganization organization, params string[] calls)
    {
        foreach (var call in calls)
        {
            await using var scope = _installation.Scope(organization);
            scope.ServiceProvider.GetRequiredService<IAuditTrail>()
                .Record(AuditAction.CallRetried, "call", call, new { Status = CallScript.Domain.Calls.CallStatus.Failed }, new { Note = call + " \0" });
            await scope.ServiceProvider.GetRequiredService<AppDbContext>().SaveChangesAsync(Cancellation);
        }
    }

    private async Task<AuditChainReport> VerifyAsync(TestOrganization organization, AuditChainReport? noted = null) =>
        (await _installation.SendAsync(organization, new VerifyAuditLog(noted?.Sequence, noted?.Digest), Cancellation)).Value;

    private async Task AsOwnerWithoutTriggersAsync(string statements)
    {
        await using var connection = new NpgsqlConnection(_installation.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("set session_replication_role = replica; " + statements, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<PostgresException> RefusalAsync(string connectionString, string statement, TestOrganization organization)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"set app.org_id = '{organization.Id}'; {statement}", connection);
        return await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
    }
}
