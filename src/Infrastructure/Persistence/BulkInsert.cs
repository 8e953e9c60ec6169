using System.Collections.Concurrent;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

/// <summary>
/// Rows by binary COPY. COPY does not reach a table under row-level security, so they go to a temporary one and from there
/// through the policies.
/// </summary>
internal static class BulkInsert
{
    private static readonly ConcurrentDictionary<IEntityType, Plan> Plans = new();

    /// <exception cref="InvalidOperationException">No transaction is open, or a row is of another organization.</exception>
    public static async Task RunAsync<TEntity>(
        AppDbContext context, IReadOnlyCollection<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class, ITenantOwned
    {
        if (entities.Count == 0)
        {
            return;
        }

        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Many rows are written as part of a transaction.");
        }

        var organizationId = context.Tenant.OrganizationId;
        if (entities.Any(entity => entity.OrganizationId != organizationId))
        {
            throw new InvalidOperationException($"A {typeof(TEntity).Name} of another organization was about to be written.");
        }

        var plan = Plans.GetOrAdd(context.Model.FindEntityType(typeof(TEntity))!, Plan.Of);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using (var create = new NpgsqlCommand(plan.CreateSql, connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var writer = await connection.BeginBinaryImportAsync(plan.CopySql, cancellationToken))
        {
            foreach (var entity in entities)
            {
                await writer.StartRowAsync(cancellationToken);
                foreach (var column in plan.Columns)
                {
                    if (column.ValueOf(entity) is { } value)
                    {
                        await writer.WriteAsync(value, column.StoreType, cancellationToken);
                    }
                    else
                    {
                        await writer.WriteNullAsync(cancellationToken);
                    }
                }
            }

            await writer.CompleteAsync(cancellationToken);
        }

        await using var insert = new NpgsqlCommand(plan.InsertSql, connection);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The statements for one entity, and how its values become columns; taken from EF Core's model.</summary>
    private sealed record Plan(string CreateSql, string CopySql, string InsertSql, IReadOnlyList<Column> Columns)
    {
        public static Plan Of(IEntityType entity)
        {
            var table = entity.GetTableName()!;
            var incoming = $"incoming_{table}";
            var columns = entity.GetProperties()
                .Where(property => !property.IsShadowProperty())
                .Select(property => new Column(property))
                .ToList();
            var names = string.Join(", ", columns.Select(column => column.Name));
            return new Plan(
                // Emptied, not only created: a transaction may write several pages.
                $"create temporary table if not exists {incoming} (like {table}) on commit drop; truncate {incoming}",
                $"copy {incoming} ({names}) from stdin (format binary)",
                $"insert into {table} ({names}) select {names} from {incoming}",
                columns);
        }
    }

    private sealed class Column(IProperty property)
    {
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        public string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

        public object? ValueOf(object entity)
        {
            var value = property.GetGetter().GetClrValue(entity);
            return value is null || _convert is null ? value : _convert(value);
        }
    }
}
