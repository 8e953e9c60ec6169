using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CallScript.Infrastructure.Persistence;

/// <summary>Names everything in the database in snake_case, the tenant column <c>org_id</c>.</summary>
internal static class SnakeCaseNames
{
    public static void UseSnakeCaseNames(this ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
            {
                entity.SetTableName(Snake(table));
            }

            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(ColumnName(property));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(Snake(key.GetName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(Snake(foreignKey.GetConstraintName()!));
            }
        }
    }

    private static string ColumnName(IMutableProperty property)
    {
        var store = StoreObjectIdentifier.Create(property.DeclaringType, StoreObjectType.Table);
        var name = store is { } table ? property.GetColumnName(table) ?? property.Name : property.Name;
        return name == "OrganizationId" ? "org_id" : Snake(name);
    }

    private static string Snake(string name) =>
        string.Join('_', name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
