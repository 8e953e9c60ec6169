using System.Collections.Concurrent;
using System.Linq.Expressions;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

/// <summary>
/// Many rows in one round trip: statements with a parameter a column, of which the server works on one while the next is on its
/// way. COPY would be quicker still, but does not reach a table under row-level security.
/// </summary>
internal static class BulkInsert
{
    private const int RowsAStatement = 250;

    private static readonly ConcurrentDictionary<IEntityType, object> Tables = new();

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

        var type = context.Model.FindEntityType(typeof(TEntity))!;
        var columns = (IReadOnlyList<Column<TEntity>>)Tables.GetOrAdd(type, Column<TEntity>.AllOf);
        await using var batch = new NpgsqlBatch((NpgsqlConnection)context.Database.GetDbConnection());
        foreach (var rows in entities.Chunk(RowsAStatement))
        {
            batch.BatchCommands.Add(Insert(type, columns, rows));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Insert<TEntity>(IEntityType type, IReadOnlyList<Column<TEntity>> columns, TEntity[] rows)
    {
        var insert = new NpgsqlBatchCommand();
        var names = new List<string>(columns.Count);
        foreach (var column in columns)
        {
            // A new row has much that is still to come; what no row has is left out.
            if (column.ValuesOf(rows) is { } values)
            {
                names.Add(column.Name);
                insert.Parameters.Add(new() { Value = values, DataTypeName = column.StoreType + "[]" });
            }
        }

        insert.CommandText =
            $"insert into {type.GetTableName()} ({string.Join(", ", names)}) "
            + $"select * from unnest({string.Join(", ", names.Select((_, index) => $"${index + 1}"))})";
        return insert;
    }

    /// <summary>How one property of the entities becomes a column; taken from EF Core's model.</summary>
    private abstract class Column<TEntity>(IProperty property)
    {
        public string Name { get; } = property.GetColumnName();

        public string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

        public static IReadOnlyList<Column<TEntity>> AllOf(IEntityType entity) =>
            [.. entity.GetProperties().Where(property => !property.IsShadowProperty()).Select(Of)];

        /// <returns>The values in order, or none where every one is null.</returns>
        public abstract Array? ValuesOf(IReadOnlyCollection<TEntity> rows);

        private static Column<TEntity> Of(IProperty property)
        {
            var entity = Expression.Parameter(typeof(TEntity));
            var stored = Stored(
                Expression.MakeMemberAccess(entity, property.GetMemberInfo(forMaterialization: false, forSet: false)),
                property.GetTypeMapping().Converter?.ConvertToProviderExpression);
            return (Column<TEntity>)Activator.CreateInstance(
                typeof(Column<,>).MakeGenericType(typeof(TEntity), stored.Type), property, Expression.Lambda(stored, entity).Compile())!;
        }

        /// <summary>A value as the database has it; null stays null, whatever the converter makes of it.</summary>
        private static Expression Stored(Expression value, LambdaExpression? convert)
        {
            if (convert is null)
            {
                return value;
            }

            var model = convert.Parameters[0];
            var converted = ReplacingExpressionVisitor.Replace(model, Expression.Convert(value, model.Type), convert.Body);
            if (value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null)
            {
                return converted;
            }

            var type = converted.Type.IsValueType && Nullable.GetUnderlyingType(converted.Type) is null
                ? typeof(Nullable<>).MakeGenericType(converted.Type)
                : converted.Type;
            return Expression.Condition(
                Expression.Equal(value, Expression.Constant(null, value.Type)),
                Expression.Constant(null, type),
                Expression.Convert(converted, type));
        }
    }

    private sealed class Column<TEntity, TStored>(IProperty property, Func<TEntity, TStored> read) : Column<TEntity>(property)
    {
        public override Array? ValuesOf(IReadOnlyCollection<TEntity> rows)
        {
            var values = new TStored[rows.Count];
            var (index, any) = (0, false);
            foreach (var row in rows)
            {
                var value = read(row);
                any |= value is not null;
                values[index++] = value;
            }

            return any ? values : null;
        }
    }
}
