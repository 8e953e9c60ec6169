using Microsoft.EntityFrameworkCore.Migrations;

namespace CallScript.Infrastructure.Persistence;

/// <summary>
/// Row-level security as migrations write it. The tables' owner is bound too (FORCE), and the hosts' roles own
/// nothing and cannot bypass it.
/// </summary>
internal static class RowLevelSecurity
{
    /// <summary>The two roles, and the functions through which policies read the session's tenant and user.</summary>
    public static void CreateRolesAndFunctions(this MigrationBuilder migration)
    {
        foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Worker])
        {
            // Roles belong to the cluster: another database may have made them already.
            migration.Sql($"""
                do $$ begin
                  if not exists (select from pg_roles where rolname = '{role}') then
                    create role {role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
                  end if;
                end $$;
                """);
            migration.Sql($"grant usage on schema public to {role};");
        }

        migration.Sql("""
            create function app_org_id() returns uuid language sql stable parallel safe
              as $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;
            create function app_user_id() returns uuid language sql stable parallel safe
              as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
            """);
    }

    /// <summary>Lets every role see and write only the rows of the session's organization.</summary>
    public static void FenceByTenant(this MigrationBuilder migration, string table, string organizationColumn = "org_id") =>
        migration.Sql($"""
            alter table {table} enable row level security;
            alter table {table} force row level security;
            create policy tenant on {table}
              using ({organizationColumn} = app_org_id()) with check ({organizationColumn} = app_org_id());
            """);

    public static void Grant(this MigrationBuilder migration, string table, string role, string privileges) =>
        migration.Sql($"grant {privileges} on {table} to {role};");
}
