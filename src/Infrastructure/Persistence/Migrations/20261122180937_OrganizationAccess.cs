using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OrganizationAccess : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "read_from",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "reviewer_id",
                table: "review_decisions",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "api_key_id",
                table: "review_decisions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "default_vertical",
                table: "organizations",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "general");

            migrationBuilder.AddColumn<string>(
                name: "plan",
                table: "organizations",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "trial");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "trial_ends_at",
                table: "organizations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "verticals",
                table: "organizations",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    prefix = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    successor_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_api_keys_api_keys_org_id_successor_id",
                        columns: x => new { x.org_id, x.successor_id },
                        principalTable: "api_keys",
                        principalColumns: new[] { "org_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_api_keys_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invites",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    invited_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invites", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_invites_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_review_decisions_org_id_api_key_id",
                table: "review_decisions",
                columns: new[] { "org_id", "api_key_id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_review_decisions_actor",
                table: "review_decisions",
                sql: "num_nonnulls(reviewer_id, api_key_id) = 1");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_org_id_successor_id",
                table: "api_keys",
                columns: new[] { "org_id", "successor_id" });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_token_hash",
                table: "api_keys",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invites_open",
                table: "invites",
                columns: new[] { "org_id", "email" },
                unique: true,
                filter: "outcome = 'open'");

            migrationBuilder.CreateIndex(
                name: "ix_invites_token_hash",
                table: "invites",
                column: "token_hash",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_review_decisions_api_keys_org_id_api_key_id",
                table: "review_decisions",
                columns: new[] { "org_id", "api_key_id" },
                principalTable: "api_keys",
                principalColumns: new[] { "org_id", "id" },
                onDelete: ReferentialAction.Restrict);

            // The worker has no business with either: it gets nothing.
            migrationBuilder.FenceByTenant("api_keys");
            migrationBuilder.Grant("api_keys", DatabaseRoles.App, "select, insert, update");
            migrationBuilder.FenceByTenant("invites");
            migrationBuilder.Grant("invites", DatabaseRoles.App, "select, insert, update");
            migrationBuilder.Grant("ringba_connections", DatabaseRoles.App, "delete");
            migrationBuilder.Sql("""
                -- Whoever shows a key's or an invite's token sees that one row, before it is known whose it is.
                create function app_token_hash() returns bytea language sql stable parallel safe
                  as $$ select decode(nullif(current_setting('app.token', true), ''), 'hex') $$;
                create policy presented on api_keys for select using (token_hash = app_token_hash());
                create policy presented on invites for select using (token_hash = app_token_hash());

                -- Row-level security binds the owner too, who for once writes rows of every organization.
                alter table organizations no force row level security;
                update organizations set trial_ends_at = created_at + interval '14 days';
                alter table organizations force row level security;
                alter table ringba_connections no force row level security;
                update ringba_connections set read_from = least(cursor, created_at - interval '30 days');
                alter table ringba_connections force row level security;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"revoke delete on ringba_connections from {DatabaseRoles.App};");
            migrationBuilder.DropForeignKey(
                name: "fk_review_decisions_api_keys_org_id_api_key_id",
                table: "review_decisions");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "invites");

            migrationBuilder.Sql("drop function app_token_hash();");

            migrationBuilder.DropIndex(
                name: "ix_review_decisions_org_id_api_key_id",
                table: "review_decisions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_review_decisions_actor",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "read_from",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "api_key_id",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "default_vertical",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "plan",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "trial_ends_at",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "verticals",
                table: "organizations");

            migrationBuilder.AlterColumn<Guid>(
                name: "reviewer_id",
                table: "review_decisions",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
