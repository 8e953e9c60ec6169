using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class VaultManifest : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "vault_manifest",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    storage_key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    sha256 = table.Column<string>(type: "character(64)", fixedLength: true, maxLength: 64, nullable: false),
                    byte_count = table.Column<long>(type: "bigint", nullable: false),
                    media_type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    source = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vault_manifest", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_vault_manifest_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vault_manifest_links",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    previous_digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vault_manifest_links", x => new { x.org_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_vault_manifest_links_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_vault_manifest_org_id_recorded_at",
                table: "vault_manifest",
                columns: new[] { "org_id", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vault_manifest_org_id_storage_key",
                table: "vault_manifest",
                columns: new[] { "org_id", "storage_key" });

            migrationBuilder.CreateIndex(
                name: "ix_vault_manifest_links_org_id_entry_id",
                table: "vault_manifest_links",
                columns: new[] { "org_id", "entry_id" },
                unique: true);

            foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Worker])
            {
                migrationBuilder.Grant("vault_manifest", role, "select, insert");
                migrationBuilder.Grant("vault_manifest_links", role, "select");
            }

            migrationBuilder.Sql("""
                -- Every field is named: a column that is added later must not change the digests of old entries.
                create function vault_manifest_digest(previous bytea, entry vault_manifest) returns bytea
                  language sql immutable parallel safe as $$
                  select sha256(previous || convert_to(jsonb_build_array(
                    entry.org_id, entry.id, entry.kind, entry.call_id, entry.storage_key, entry.sha256, entry.byte_count, entry.media_type,
                    entry.source, (extract(epoch from entry.recorded_at) * 1000000)::bigint)::text, 'UTF8'))
                $$;

                -- As the audit log is chained: at commit, and as the owner.
                create function chain_vault_manifest() returns trigger language plpgsql security definer
                  set search_path = pg_catalog, public, pg_temp as $$
                declare
                  head vault_manifest_links;
                begin
                  perform pg_advisory_xact_lock(hashtextextended('vault-manifest/' || new.org_id, 0));
                  select * into head from vault_manifest_links where org_id = new.org_id order by sequence desc limit 1;
                  insert into vault_manifest_links (org_id, sequence, entry_id, previous_digest, digest) values (
                    new.org_id, coalesce(head.sequence, 0) + 1, new.id, coalesce(head.digest, ''),
                    vault_manifest_digest(coalesce(head.digest, ''), new));
                  return null;
                end $$;
                create constraint trigger vault_manifest_chain after insert on vault_manifest
                  deferrable initially deferred for each row execute function chain_vault_manifest();
                create trigger vault_manifest_fixed before update or delete or truncate on vault_manifest
                  for each statement execute function refuse_change();
                create trigger vault_manifest_links_fixed before update or delete or truncate on vault_manifest_links
                  for each statement execute function refuse_change();

                -- Recordings from before the manifest are its first entries. They are chained at once, while nothing is fenced
                -- yet: the owner works for no organization.
                set constraints vault_manifest_chain immediate;
                alter table recordings no force row level security;
                insert into vault_manifest (org_id, id, kind, call_id, storage_key, sha256, byte_count, media_type, source, recorded_at)
                  select org_id, gen_random_uuid(), 'stored', call_id, storage_key, sha256, byte_count, media_type, 'unknown', stored_at
                  from recordings order by org_id, stored_at, call_id;
                alter table recordings force row level security;
                set constraints vault_manifest_chain deferred;
                """);
            migrationBuilder.FenceByTenant("vault_manifest");
            migrationBuilder.FenceByTenant("vault_manifest_links");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop trigger vault_manifest_chain on vault_manifest; drop function chain_vault_manifest(); drop function vault_manifest_digest(bytea, vault_manifest);");
            migrationBuilder.DropTable(
                name: "vault_manifest");

            migrationBuilder.DropTable(
                name: "vault_manifest_links");
        }
    }
}
