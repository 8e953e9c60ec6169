using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class TenantFences : Migration
    {
        private const string ReadOnly = "select";
        private const string Append = "select, insert";
        private const string Write = "select, insert, update";
        private const string All = "select, insert, update, delete";

        // What each role may do with each table: nothing that its host has no use for.
        private static readonly (string Table, string App, string Worker)[] TenantTables =
        [
            ("campaigns", Write, Write),
            ("calls", Write, Write),
            ("recordings", Append, Write),
            ("transcripts", ReadOnly, Write),
            ("verdicts", ReadOnly, Append),
            ("flags", ReadOnly, Append),
            ("review_decisions", Append, ReadOnly),
            ("ringba_connections", Write, Write),
            ("work_items", Append, All),
            ("memberships", All, ReadOnly),
        ];

        private static readonly string[] AccountTables = ["users", "user_claims", "user_logins", "user_tokens", "refresh_tokens"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateRolesAndFunctions();
            foreach (var (table, app, worker) in TenantTables)
            {
                migrationBuilder.FenceByTenant(table);
                migrationBuilder.Grant(table, DatabaseRoles.App, app);
                migrationBuilder.Grant(table, DatabaseRoles.Worker, worker);
            }

            migrationBuilder.FenceByTenant("organizations", "id");
            migrationBuilder.Grant("organizations", DatabaseRoles.App, Write);
            migrationBuilder.Grant("organizations", DatabaseRoles.Worker, ReadOnly);
            foreach (var table in AccountTables)
            {
                migrationBuilder.Grant(table, DatabaseRoles.App, All);
            }

            migrationBuilder.Grant("user_claims_id_seq", DatabaseRoles.App, "usage");
            migrationBuilder.Sql($"""
                -- A person sees their own memberships and those organizations, to choose one.
                create policy own on memberships for select using (user_id = app_user_id());
                create policy member on organizations for select using (
                  exists (select from memberships m where m.org_id = organizations.id and m.user_id = app_user_id()));

                -- Claims cross organizations; they see work items and nothing else.
                create policy claim on work_items to {DatabaseRoles.Worker} using (true) with check (true);
                create policy operate on organizations for select to {DatabaseRoles.Worker} using (true);
                """);
            migrationBuilder.Sql("""
                -- Accounts and memberships have their ids as different types in the code, so EF does not tie them.
                alter table memberships add constraint fk_memberships_users_user_id
                  foreign key (user_id) references users (id) on delete cascade;
                alter table refresh_tokens add constraint fk_refresh_tokens_users_user_id
                  foreign key (user_id) references users (id) on delete cascade;

                -- New work wakes its lane at commit; one signal a lane and statement.
                create function notify_work() returns trigger language plpgsql as $$
                begin
                  perform pg_notify('callscript_work', lane) from (select distinct lane from inserted) lanes;
                  return null;
                end $$;
                create trigger work_items_notify after insert on work_items
                  referencing new table as inserted for each statement execute function notify_work();

                -- Rows that change several times in their life: room on the page keeps the changes off the indexes.
                alter table calls set (fillfactor = 90);
                alter table work_items set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger work_items_notify on work_items;
                drop function notify_work();
                alter table memberships drop constraint fk_memberships_users_user_id;
                alter table refresh_tokens drop constraint fk_refresh_tokens_users_user_id;
                drop policy own on memberships;
                drop policy member on organizations;
                drop policy claim on work_items;
                drop policy operate on organizations;
                """);
            foreach (var table in TenantTables.Select(entry => entry.Table).Append("organizations"))
            {
                migrationBuilder.Sql($"""
                    drop policy tenant on {table};
                    alter table {table} no force row level security;
                    alter table {table} disable row level security;
                    """);
            }

            foreach (var table in TenantTables.Select(entry => entry.Table).Append("organizations").Concat(AccountTables))
            {
                migrationBuilder.Sql($"revoke all on {table} from {DatabaseRoles.App}, {DatabaseRoles.Worker};");
            }

            migrationBuilder.Sql("drop function app_org_id(); drop function app_user_id();");
        }
    }
}
