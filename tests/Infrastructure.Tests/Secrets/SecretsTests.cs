using System.Security.Cryptography;
using System.Text;
using CallScript.Application;
using CallScript.Application.Common;
using CallScript.Application.Secrets;
using CallScript.Domain.Integrations;
using CallScript.Domain.Secrets;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Secrets;
using CallScript.TestKit;
using CallScript.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallScript.Infrastructure.Tests.Secrets;

public sealed class SecretsTests : IAsyncLifetime
{
    private const string Token = "ringba-token-4f81c02d";
    private const string Number = "+13125550123";
    private readonly ManualClock _clock = new();
    private TestInstallation _installation = null!;
    private TestOrganization _organization = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(_clock, cancellationToken: Cancellation);
        _organization = await _installation.AddOrganizationAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Unprotect_UnderItsOwnName_GivesTheSecret()
    {
        await using var host = Host();
        var name = NameOf(_organization);

        var stored = await host.GetRequiredService<ISecretProtector>().ProtectAsync(name, Token, Cancellation);

        // Another process, which has nothing remembered, opens it too.
        await using var other = Host();
        (await other.GetRequiredService<ISecretProtector>().UnprotectAsync(name, stored, Cancellation)).ShouldBe(Token);
        Encoding.UTF8.GetString(stored).ShouldNotContain(Token);
    }

    [Fact]
    public async Task Unprotect_InAnotherPlaceOrAfterAChange_Throws()
    {
        await using var host = Host();
        var secrets = host.GetRequiredService<ISecretProtector>();
        var name = NameOf(_organization);
        var other = await _installation.AddOrganizationAsync(Cancellation);
        await secrets.ProtectAsync(NameOf(other), "so that the other organization has keys", Cancellation);
        var stored = await secrets.ProtectAsync(name, Token, Cancellation);

        SecretName[] elsewhere =
        [
            name with { OrganizationId = other.Id },
            name with { Kind = SecretKind.SlackWebhook },
            name with { RecordId = Guid.CreateVersion7() },
        ];
        foreach (var place in elsewhere)
        {
            await Should.ThrowAsync<CryptographicException>(() => secrets.UnprotectAsync(place, stored, Cancellation));
        }

        for (var i = 0; i < stored.Length; i += 7)
        {
            var changed = stored.ToArray();
            changed[i] ^= 1;
            await Should.ThrowAsync<CryptographicException>(() => secrets.UnprotectAsync(name, changed, Cancellation));
        }

        await Should.ThrowAsync<CryptographicException>(() => secrets.UnprotectAsync(name, [1, 2, 3], Cancellation));
    }

    [Fact]
    public async Task Unprotect_OfTheFirstFormat_StillOpensAndRotationReplacesIt()
    {
        await using var host = Host();
        var connection = await ConnectAsync(SealInFirstFormat(Token));
        var name = new SecretName(_organization.Id, SecretKind.RingbaToken, connection.Id.Value);
        (await host.GetRequiredService<ISecretProtector>().UnprotectAsync(name, connection.ProtectedToken, Cancellation)).ShouldBe(Token);

        (await RotateAsync(host, newDataKey: false)).Resealed.ShouldBe(1);

        var stored = await StoredTokenAsync(host);
        stored[0].ShouldBe(SealedBox.Format);
        (await host.GetRequiredService<ISecretProtector>().UnprotectAsync(name, stored, Cancellation)).ShouldBe(Token);
    }

    [Fact]
    public async Task RotateKeys_ToAnotherMasterKey_NeedsTheOldOneNoMore()
    {
        await using var before = Host();
        var connection = await ConnectAsync(await before.GetRequiredService<ISecretProtector>().ProtectAsync(NameOf(_organization), Token, Cancellation));
        var next = WriteKey();
        await using (var both = Host(("Security:MasterKeys:k2:File", next), ("Security:CurrentMasterKey", "k2")))
        {
            // Before any rotation the old key still unwraps.
            (await both.GetRequiredService<ISecretProtector>().UnprotectAsync(NameOf(_organization), connection.ProtectedToken, Cancellation)).ShouldBe(Token);
            (await RotateAsync(both, newDataKey: false)).Rewrapped.ShouldBe(2);
            (await RotateAsync(both, newDataKey: false)).Rewrapped.ShouldBe(0);
        }

        await using var after = Host(
            ("Security:MasterKeys:k2:File", next), ("Security:CurrentMasterKey", "k2"), ("Security:MasterKeyFile", WriteKey()));
        (await after.GetRequiredService<ISecretProtector>().UnprotectAsync(NameOf(_organization), connection.ProtectedToken, Cancellation)).ShouldBe(Token);
        await Should.ThrowAsync<MasterKeyUnavailableException>(() => Host(("Security:CurrentMasterKey", "default")).GetRequiredService<ISecretProtector>()
            .UnprotectAsync(NameOf(_organization), connection.ProtectedToken, Cancellation));
    }

    [Fact]
    public async Task RotateKeys_ToANewDataKeyWhileOthersReadAndWrite_LosesNothing()
    {
        await using var rotating = Host();
        await using var reading = Host();
        var keys = await _installation.CallerKeysAsync(_organization, Cancellation);
        var calls = Enumerable.Range(0, 40).Select(i => CallBuilder.PendingFrom(_organization.Id, keys, Number, $"RGB{i}")).ToList();
        await SeedAsync(rotating, db => db.Calls.AddRange(calls));
        await ConnectAsync(await rotating.GetRequiredService<ISecretProtector>().ProtectAsync(NameOf(_organization), Token, Cancellation));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var readers = Enumerable.Range(0, 3).Select(_ => ReadUntilAsync(reading, stop.Token)).ToList();
        for (var version = 2; version <= 4; version++)
        {
            var report = await RotateAsync(rotating, newDataKey: true);
            report.DataKeyVersion.ShouldBe(version);
            report.Resealed.ShouldBe(41);
        }

        await stop.CancelAsync();
        (await Task.WhenAll(readers)).ShouldAllBe(reads => reads > 0);
        (await RotateAsync(rotating, newDataKey: false)).Resealed.ShouldBe(0);
    }

    [Fact]
    public async Task RotateKeys_CutShort_IsFinishedByTheNextRun()
    {
        await using var host = Host();
        var keys = await _installation.CallerKeysAsync(_organization, Cancellation);
        await SeedAsync(host, db => db.Calls.AddRange(
            Enumerable.Range(0, 10).Select(i => CallBuilder.PendingFrom(_organization.Id, keys, Number, $"RGB{i}"))));
        await RotateAsync(host, newDataKey: true);

        // What a killed run leaves: a newer key, under which nothing is sealed yet.
        await using (var scope = Scope(host))
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            db.OrganizationKeys.Add(await scope.ServiceProvider.GetRequiredService<IOrganizationKeys>()
                .MakeAsync(_organization.Id, KeyUse.Encryption, 3, Cancellation));
            await db.SaveChangesAsync(Cancellation);
        }

        var report = await RotateAsync(host, newDataKey: false);

        (report.DataKeyVersion, report.Resealed).ShouldBe((3, 10));
    }

    [Fact]
    public async Task DatabaseDump_AsText_HoldsNoSecretAndNoNumber()
    {
        await using var host = Host();
        var keys = await _installation.CallerKeysAsync(_organization, Cancellation);
        await SeedAsync(host, db => db.Calls.Add(CallBuilder.PendingFrom(_organization.Id, keys, Number, "RGB1")));
        await ConnectAsync(await host.GetRequiredService<ISecretProtector>().ProtectAsync(NameOf(_organization), Token, Cancellation));

        var dump = await DumpAsync(_installation.Database.OwnerConnectionString);

        dump.ShouldContain("RGB1");
        string[] hidden = [Token, Number, Number[1..], Number[2..]];
        foreach (var text in hidden)
        {
            dump.ShouldNotContain(text);
            dump.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));
            dump.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public async Task CallerHash_OfOneNumber_IsEqualWithinAnOrganizationAndDiffersBetweenTwo()
    {
        var other = await _installation.AddOrganizationAsync(Cancellation);
        var ours = await _installation.CallerKeysAsync(_organization, Cancellation);
        var theirs = await _installation.CallerKeysAsync(other, Cancellation);

        ours.HashOf(Number)!.ShouldBe(ours.HashOf("(312) 555-0123")!);
        ours.HashOf(Number)!.ShouldNotBe(theirs.HashOf(Number)!);
        (await theirs.RevealAsync(Guid.Empty, ours.Protect(Guid.Empty, Number)!.SealedNumber, Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("cat", true)]
    [InlineData("sleep 30", false)]
    [InlineData("cat >/dev/null; exit 3", false)]
    [InlineData("cat >/dev/null; echo 'not base64!'", false)]
    [InlineData("cat >/dev/null; head -c 1000000 /dev/zero | tr '\\0' 'A'", false)]
    public async Task CommandMasterKey_WhateverTheCommandDoes_AnswersOrFailsInTime(string script, bool works)
    {
        var path = WriteCommand(script);
        await using var host = Host(
            ("Security:MasterKeys:kms:Command", path), ("Security:MasterKeys:kms:CommandTimeout", "00:00:01"), ("Security:CurrentMasterKey", "kms"));
        var secrets = host.GetRequiredService<ISecretProtector>();

        if (works)
        {
            var stored = await secrets.ProtectAsync(NameOf(_organization), Token, Cancellation);
            (await secrets.UnprotectAsync(NameOf(_organization), stored, Cancellation)).ShouldBe(Token);
        }
        else
        {
            var failure = await Should.ThrowAsync<MasterKeyUnavailableException>(
                () => secrets.ProtectAsync(NameOf(_organization), Token, Cancellation));
            failure.Message.ShouldContain("kms");
        }
    }

    [Fact]
    public async Task Migrate_WithNumbersInClearAndTokensOfTheFirstFormat_SealsBoth()
    {
        var connection = await ConnectAsync(SealInFirstFormat(Token));
        var call = CallBuilder.Pending(_organization.Id);
        var nameless = CallBuilder.Pending(_organization.Id, CallBuilder.Report("RGB2"));
        await using var host = Host();
        await SeedAsync(host, db => db.Calls.AddRange(call, nameless));
        await ExecuteAsync($"""
            alter table calls add column caller_number varchar(40);
            update calls set caller_number = '(312) 555-0123' where id = '{call.Id}';
            update calls set caller_number = 'anonymous' where id = '{nameless.Id}';
            """);

        await using (var owner = _installation.Database.OwnerContext())
        {
            await Should.ThrowAsync<PostgresException>(() => MigrateAsync(owner, sealStored: null));
            await MigrateAsync(owner, host.GetRequiredService<StoredSecretsUpgrade>().RunAsync);
            await MigrateAsync(owner, host.GetRequiredService<StoredSecretsUpgrade>().RunAsync);
        }

        var stored = await StoredTokenAsync(host);
        stored[0].ShouldBe(SealedBox.Format);
        await using var scope = Scope(host);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var keys = await _installation.CallerKeysAsync(_organization, Cancellation);
        var sealedCall = await db.Calls.SingleAsync(row => row.Id == call.Id, Cancellation);
        (await keys.RevealAsync(call.Id.Value, sealedCall.SealedCallerNumber!, Cancellation)).ShouldBe(Number);
        sealedCall.CallerHash.ShouldBe(keys.HashOf(Number));
        (await db.Calls.SingleAsync(row => row.Id == nameless.Id, Cancellation)).CallerHash.ShouldBeNull();
        (await DumpAsync(_installation.Database.OwnerConnectionString)).ShouldNotContain("555-0123");
        (await scope.ServiceProvider.GetRequiredService<ISecretProtector>().UnprotectAsync(
            new SecretName(_organization.Id, SecretKind.RingbaToken, connection.Id.Value), stored, Cancellation)).ShouldBe(Token);
    }

    private static SecretName NameOf(TestOrganization organization) => new(organization.Id, SecretKind.RingbaToken, ConnectionId);

    private static readonly Guid ConnectionId = Guid.CreateVersion7();

    // A host of its own, as another process would be: nothing of its memory is shared.
    private ServiceProvider Host(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(_installation.Settings)
            .AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddApplication()
            .AddPersistence(configuration, DatabaseRole.Worker)
            .AddSecurityKeys(configuration)
            .BuildServiceProvider();
    }

    private AsyncServiceScope Scope(ServiceProvider host)
    {
        var scope = host.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Application.Common.Tenancy.ITenantContext>().Enter(_organization.Id);
        return scope;
    }

    private async Task<KeyRotationReport> RotateAsync(ServiceProvider host, bool newDataKey)
    {
        await using var scope = Scope(host);
        return (await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(new RotateKeys(newDataKey), Cancellation)).Value;
    }

    private async Task<int> ReadUntilAsync(ServiceProvider host, CancellationToken stop)
    {
        var reads = 0;
        while (!stop.IsCancellationRequested)
        {
            await using var scope = Scope(host);
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var secrets = scope.ServiceProvider.GetRequiredService<ISecretProtector>();
            (await secrets.UnprotectAsync(NameOf(_organization), await StoredTokenAsync(host), Cancellation)).ShouldBe(Token);
            var numbers = await scope.ServiceProvider.GetRequiredService<Application.Privacy.ICallerNumbers>().UnlockAsync(Cancellation);
            foreach (var call in await db.Calls.AsNoTracking().ToListAsync(Cancellation))
            {
                (await numbers.RevealAsync(call.Id.Value, call.SealedCallerNumber!, Cancellation)).ShouldBe(Number);
            }

            reads++;
        }

        return reads;
    }

    private async Task SeedAsync(ServiceProvider host, Action<AppDbContext> seed)
    {
        await using var scope = Scope(host);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        seed(db);
        await db.SaveChangesAsync(Cancellation);
    }

    private async Task<RingbaConnection> ConnectAsync(byte[] token)
    {
        await using var host = Host();
        var connection = RingbaConnection.Create(
            _organization.Id, new RingbaConnectionId(ConnectionId), new Uri("https://ringba.test/v2/"), "RA1", token, CallBuilder.Noon, CallBuilder.Noon);
        await SeedAsync(host, db => db.RingbaConnections.Add(connection));
        return connection;
    }

    private async Task<byte[]> StoredTokenAsync(ServiceProvider host)
    {
        await using var scope = Scope(host);
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().RingbaConnections.AsNoTracking()
            .Select(row => row.ProtectedToken)
            .SingleAsync(Cancellation);
    }

    private byte[] SealInFirstFormat(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[29 + plain.Length];
        box[0] = 1;
        RandomNumberGenerator.Fill(box.AsSpan(1, 12));
        using var aes = new AesGcm(InstallationKey.FromFile(_installation.Settings["Security:MasterKeyFile"]!).Derive("secrets"), 16);
        aes.Encrypt(box.AsSpan(1, 12), plain, box.AsSpan(29), box.AsSpan(13, 16), _organization.Id.Value.ToByteArray());
        return box;
    }

    private string WriteKey()
    {
        var path = Path.Combine(Path.GetDirectoryName(_installation.Settings["Security:MasterKeyFile"])!, $"{Guid.NewGuid():N}.key");
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return path;
    }

    private string WriteCommand(string script)
    {
        var path = Path.ChangeExtension(WriteKey(), ".sh");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }

    private Task MigrateAsync(AppDbContext owner, Func<CancellationToken, Task>? sealStored) => DatabaseMigrator.MigrateAsync(
        owner, [_installation.Database.AppConnectionString, _installation.Database.WorkerConnectionString], sealStored, Cancellation);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_installation.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Every row of every table as text, as a dump would hold it.</summary>
    private static async Task<string> DumpAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace", connection))
        await using (var reader = await list.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            await using var rows = new NpgsqlCommand($"select t::text from \"{table}\" t", connection);
            await using var reader = await rows.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                dump.AppendLine(reader.GetString(0));
            }
        }

        return dump.ToString();
    }
}
