using CallScript.Application.Common.Tenancy;
using CallScript.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

return 0;

/// <summary>Makes the context for <c>dotnet ef</c>; no database is contacted.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<AppDbContext>
{
    public AppDbContext CreateDbContext(string[] args)
    {
        var identity = new ScopeIdentity();
        return new AppDbContext(
            new DbContextOptionsBuilder<AppDbContext>().UseNpgsql("Host=design-time").Options, identity, identity);
    }
}
