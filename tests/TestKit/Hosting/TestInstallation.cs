using System.Security.Cryptography;
using CallScript.Application;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Organizations;
using CallScript.Application.Privacy;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Integrations;
using CallScript.Infrastructure.Judging;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Organizations;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Recordings;
using CallScript.Infrastructure.WorkQueue;
using CallScript.TestKit.Database;
using CallScript.TestKit.Mail;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.TestKit.Hosting;

/// <summary>An installation of its own: a fresh database, keys and vault, and the use cases as the API runs them.</summary>
public sealed class TestInstallation : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("callscript-test-");
    private readonly ServiceProvider _app;
    private int _organizations;

    private TestInstallation(TestDatabase database, TimeProvider clock, bool quickPasswords)
    {
        Database = database;
        Settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:App"] = database.AppConnectionString,
            ["ConnectionStrings:Worker"] = database.WorkerConnectionString,
            ["Security:SigningKeyFile"] = WriteKey("signing.key"),
            ["Security:MasterKeyFile"] = WriteKey("master.key"),
            ["Vault:Directory"] = Path.Combine(_directory.FullName, "vault"),

            // The budget runs by the database's clock, and tests do not wait for it.
            ["Ringba:RequestsPerSecond"] = "100000",
            ["Ringba:RequestsPerMinute"] = "1000000",
            ["Ringba:ThrottlePause"] = "00:00:00.001",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddApplication()
            .AddPersistence(configuration, DatabaseRole.App)
            .AddAccounts(configuration)
            .AddSecurityKeys(configuration)
            .AddMail(configuration)
            .AddRecordings(configuration)
            .AddDeliveryFormats()
            .AddJudging()
            .AddOrganizationPolicy(configuration)
            .AddWorkQueue(configuration);
        if (quickPasswords)
        {
            services.HashPasswordsQuickly();
        }

        _app = services.BuildServiceProvider(validateScopes: true);
        Mailbox = new Mailbox(Settings, Path.Combine(_directory.FullName, "mail"), clock);
    }

    public TestDatabase Database { get; }

    /// <summary>What a host of this installation is configured with.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public string VaultDirectory => Settings["Vault:Directory"]!;

    public IServiceProvider App => _app;

    /// <summary>The mail that this installation has sent.</summary>
    public Mailbox Mailbox { get; }

    /// <param name="clock">The system's when null.</param>
    /// <param name="quickPasswords">False where the cost of a password's hash is what is measured.</param>
    /// <param name="cancellationToken">Ends the creation.</param>
    public static async Task<TestInstallation> CreateAsync(
        TimeProvider? clock = null, bool quickPasswords = true, CancellationToken cancellationToken = default) =>
        new(await TestDatabase.CreateAsync(cancellationToken), clock ?? TimeProvider.System, quickPasswords);

    /// <summary>A new organization with an owner of its own.</summary>
    public async Task<TestOrganization> AddOrganizationAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _organizations);
        var email = $"owner{number}@example.test";
        var created = await SendAsync(
            null, new CreateOrganization($"Organization {number}", $"organization-{number}", email, $"Owner {number}", Password), cancellationToken);
        return new TestOrganization(new OrganizationId(created.Value.OrganizationId), new UserId(created.Value.OwnerId), email);
    }

    /// <summary>A further member of an organization.</summary>
    public async Task<TestOrganization> AddMemberAsync(
        TestOrganization organization, OrganizationRole role, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _organizations);
        var email = $"{role}{number}@example.test".ToLowerInvariant();
        await using var scope = _app.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organization.Id);
        var accounts = scope.ServiceProvider.GetRequiredService<Application.Accounts.IAccounts>();
        var user = await accounts.CreateAsync(email, $"Member {number}", Password, cancellationToken);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        db.Memberships.Add(Membership.Create(organization.Id, user.Value, role, TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return new TestOrganization(organization.Id, user.Value, email);
    }

    /// <summary>Makes somebody a member of a further organization.</summary>
    public async Task JoinAsync(
        TestOrganization organization, TestOrganization person, OrganizationRole role, CancellationToken cancellationToken)
    {
        await using var scope = _app.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        db.Memberships.Add(Membership.Create(organization.Id, person.UserId, role, TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Sends a use case as the API would, for one member.</summary>
    public async Task<TResponse> SendAsync<TResponse>(
        TestOrganization? member, IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        await using var scope = Scope(member);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    /// <summary>The keys for callers' numbers of an organization.</summary>
    public async Task<ICallerNumberKeys> CallerKeysAsync(TestOrganization organization, CancellationToken cancellationToken)
    {
        await using var scope = Scope(organization);
        return await scope.ServiceProvider.GetRequiredService<ICallerNumbers>().UnlockAsync(cancellationToken);
    }

    /// <summary>A scope that works for the member's organization, with the rights of an owner.</summary>
    public AsyncServiceScope Scope(TestOrganization? member)
    {
        var scope = _app.CreateAsyncScope();
        if (member is not null)
        {
            scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(member.Id);
            scope.ServiceProvider.GetRequiredService<ICurrentUser>().SignIn(member.UserId);
            scope.ServiceProvider.GetRequiredService<ICurrentAccess>().Grant(OrganizationRole.Owner.Permissions());
        }

        return scope;
    }

    /// <summary>The organization's rows with all rights, to set up what only lanes may write.</summary>
    public AppDbContext OwnerContext(TestOrganization organization)
    {
        var identity = new ScopeIdentity();
        identity.Enter(organization.Id);
        return new AppDbContext(
            new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(Database.OwnerConnectionString).Options, identity, identity);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Mailbox.DisposeAsync();
        await Database.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private string WriteKey(string name)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return path;
    }
}

/// <summary>A member of an organization, as tests act.</summary>
public sealed record TestOrganization(OrganizationId Id, UserId UserId, string Email);
