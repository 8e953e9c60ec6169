using CallScript.Application.SingleSignOn;
using CallScript.Domain.Organizations;
using Npgsql;

namespace CallScript.Infrastructure.SingleSignOn;

/// <summary>
/// Row-level security hides organizations from strangers; one policy shows the single row whose slug the transaction
/// names, so that names can be looked up but not listed.
/// </summary>
internal sealed class OrganizationDirectory(NpgsqlDataSource database) : IOrganizationDirectory
{
    public async Task<OrganizationId?> FindBySlugAsync(string slug, CancellationToken cancellationToken)
    {
        if (slug.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select set_config('app.sign_in_slug', $1, true)") { Parameters = { new() { Value = slug } } },
                new NpgsqlBatchCommand("select id from organizations where slug = $1") { Parameters = { new() { Value = slug } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new OrganizationId(reader.GetGuid(0)) : null;
    }
}
