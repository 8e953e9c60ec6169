using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AuditLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    subject_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    subject_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    ip_address = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    user_agent = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    request_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_audit_entries_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_links",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_links", x => new { x.org_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_audit_links_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_org_id_actor_id_id",
                table: "audit_entries",
                columns: new[] { "org_id", "actor_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_org_id_subject_type_subject_id_id",
                table: "audit_entries",
                columns: new[] { "org_id", "subject_type", "subject_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_links_org_id_entry_id",
                table: "audit_links",
                columns: new[] { "org_id", "entry_id" },
                unique: true);

            foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Worker])
            {
                migrationBuilder.Grant("audit_entries", role, "select, insert");
                migrationBuilder.Grant("audit_links", role, "select");
            }

            migrationBuilder.FenceByTenant("audit_entries");
            migrationBuilder.FenceByTenant("audit_links");
            migrationBuilder.Sql("""
                -- Every field is named: a column that is added later must not change the digests of old entries.
                create function audit_digest(previous bytea, entry audit_entries) returns bytea language sql immutable parallel safe as $$
                  select sha256(previous || convert_to(jsonb_build_array(
                    entry.org_id, entry.id, (extract(epoch from entry.occurred_at) * 1000000)::bigint, entry.actor_kind, entry.actor_id,
                    entry.action, entry.subject_type, entry.subject_id, entry.before, entry.after, entry.ip_address, entry.user_agent,
                    entry.request_id)::text, 'UTF8'))
                $$;

                -- At commit, so that writers of one organization wait for each other for that moment only and cannot deadlock;
                -- as the owner, because the hosts' roles may not write links.
                create function chain_audit_entry() returns trigger language plpgsql security definer
                  set search_path = pg_catalog, public, pg_temp as $$
                declare
                  head audit_links;
                begin
                  perform pg_advisory_xact_lock(hashtextextended('audit/' || new.org_id, 0));
                  select * into head from audit_links where org_id = new.org_id order by sequence desc limit 1;
                  insert into audit_links (org_id, sequence, entry_id, digest) values (
                    new.org_id, coalesce(head.sequence, 0) + 1, new.id, audit_digest(coalesce(head.digest, ''), new));
                  return null;
                end $$;
                create constraint trigger audit_entries_chain after insert on audit_entries
                  deferrable initially deferred for each row execute function chain_audit_entry();

                -- The owner, too, only adds.
                create function refuse_change() returns trigger language plpgsql as $$
                begin
                  raise exception '% only grows', tg_table_name using errcode = 'insufficient_privilege';
                end $$;
                create trigger audit_entries_fixed before update or delete or truncate on audit_entries
                  for each statement execute function refuse_change();
                create trigger audit_links_fixed before update or delete or truncate on audit_links
                  for each statement execute function refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop trigger audit_entries_chain on audit_entries; drop function chain_audit_entry(); drop function audit_digest(bytea, audit_entries);");
            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_links");
            migrationBuilder.Sql("drop function refuse_change();");
        }
    }
}
