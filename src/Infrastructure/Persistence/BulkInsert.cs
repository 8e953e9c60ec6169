using System.Collections.Concurrent;
using System.Linq.Expressions;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Npgsql;

namespace CallScript.Infrastructure.Persistence;

/// <summary>
/// Many rows as statements with a parameter a column: an array, or one value where the rows share it. The next is made ready while
/// the server works on one. COPY would be quicker still, but does not reach a table under row-level security.
/// </summary>
internal static class BulkInsert
{
    private const int RowsAStatement = 250;

    private static readonly ConcurrentDictionary<IEntityType, object> Tables = new();

    /// <exception cref="InvalidOperationException">No transaction is open, or a row is of another organization.</exception>
    public static async Task<IReadOnlyList<TEntity>> RunAsync<TEntity>(
        AppDbContext context, IEnumerable<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class, ITenantOwned
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Many rows are written as part of a transaction.");
        }

        var type = context.Model.FindEntityType(typeof(TEntity))!;
        var columns = (IReadOnlyList<Column<TEntity>>)Tables.GetOrAdd(type, Column<TEntity>.AllOf);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var written = new List<TEntity>();
        var writing = Task.CompletedTask;
        try
        {
            foreach (var rows in entities.Chunk(RowsAStatement))
            {
                if (rows.Any(row => row.OrganizationId != context.Tenant.OrganizationId))
                {
                    throw new InvalidOperationException($"A {typeof(TEntity).Name} of another organization was about to be written.");
                }

                var insert = Insert(connection, type, columns, rows);
                await writing;
                writing = ExecuteAsync(insert, cancellationToken);
                written.AddRange(rows);
            }
        }
        finally
        {
            // Also where making the next row failed: the connection is this statement's until it ends.
            await writing;
        }

        return written;
    }

    private static async Task ExecuteAsync(NpgsqlCommand insert, CancellationToken cancellationToken)
    {
        await using (insert)
        {
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static NpgsqlCommand Insert<TEntity>(
        NpgsqlConnection connection, IEntityType type, IReadOnlyList<Column<TEntity>> columns, TEntity[] rows)
    {
        var insert = new NpgsqlCommand { Connection = connection };
        var (names, values, arrays) = (new List<string>(columns.Count), new List<string>(columns.Count), new List<string>(columns.Count));
        foreach (var column in columns)
        {
            // A new row has much that is still to come; what no row has is left out.
            if (column.ParameterOf(rows, out var isShared) is not { } parameter)
            {
                continue;
            }

            insert.Parameters.Add(parameter);
            var number = $"${insert.Parameters.Count}";
            names.Add(column.Name);
            values.Add(isShared ? number : column.Name);
            if (!isShared)
            {
                arrays.Add(number);
            }
        }

        insert.CommandText =
            $"insert into {type.GetTableName()} ({string.Join(", ", names)}) select {string.Join(", ", values)} "
            + $"from unnest({string.Join(", ", arrays)}) as item({string.Join(", ", names.Intersect(values))})";
        return insert;
    }

    /// <summary>How one property of the entities becomes a column; taken from EF Core's model.</summary>
    private abstract class Column<TEntity>(IProperty property)
    {
        public string Name { get; } = property.GetColumnName();

        public string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

        public static IReadOnlyList<Column<TEntity>> AllOf(IEntityType entity) =>
            [.. entity.GetProperties().Where(property => !property.IsShadowProperty()).Select(Of)];

        /// <returns>An array of the values in order, or the one value that the rows share; none where every one is null.</returns>
        public abstract NpgsqlParameter? ParameterOf(TEntity[] rows, out bool isShared);

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
        public override NpgsqlParameter? ParameterOf(TEntity[] rows, out bool isShared)
        {
            var values = Array.ConvertAll(rows, row => read(row));

            // A row alone shares nothing: arrays tell the statement how many rows there are.
            isShared = rows.Length > 1 && Array.TrueForAll(values, value => EqualityComparer<TStored>.Default.Equals(value, values[0]));
            if (Array.TrueForAll(values, value => value is null))
            {
                return null;
            }

            return isShared
                ? new() { Value = values[0], DataTypeName = StoreType }
                : new() { Value = values, DataTypeName = StoreType + "[]" };
        }
    }
}
