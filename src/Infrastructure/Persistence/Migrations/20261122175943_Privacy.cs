using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        // What each role may do with each table: nothing that its host has no use for.
        private static readonly (string Table, string App, string Worker)[] Tables =
        [
            ("retention_policies", "select, insert, update", "select"),
            ("legal_holds", "select, insert, update", "select, update"),
            ("removals", "select", "select, insert"),
            ("erasures", "select, insert, update", "select, update, delete"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "invalid_since",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_error_at",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "last_error_code",
                table: "ringba_connections",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_probe_at",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "erased_at",
                table: "calls",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "erasures",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    caller_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_caller_number = table.Column<byte[]>(type: "bytea", nullable: true),
                    deletes_calls = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    found_calls = table.Column<int>(type: "integer", nullable: false),
                    found_recordings = table.Column<int>(type: "integer", nullable: false),
                    found_transcripts = table.Column<int>(type: "integer", nullable: false),
                    found_quotes = table.Column<int>(type: "integer", nullable: false),
                    found_review_notes = table.Column<int>(type: "integer", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    certificate = table.Column<string>(type: "text", nullable: true),
                    signature = table.Column<string>(type: "character(64)", fixedLength: true, maxLength: 64, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasures", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_erasures_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "legal_holds",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    scope = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: true),
                    caller_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    sealed_caller_number = table.Column<byte[]>(type: "bytea", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    placed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    placed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lifted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    lifted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_legal_holds", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_legal_holds_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "removals",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    source_call_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    part = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    cause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    erasure_id = table.Column<Guid>(type: "uuid", nullable: true),
                    count = table.Column<int>(type: "integer", nullable: false),
                    sha256 = table.Column<string>(type: "character(64)", fixedLength: true, maxLength: 64, nullable: true),
                    byte_count = table.Column<long>(type: "bigint", nullable: true),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_removals", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_removals_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "retention_policies",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recording_days = table.Column<int>(type: "integer", nullable: true),
                    transcript_days = table.Column<int>(type: "integer", nullable: true),
                    call_days = table.Column<int>(type: "integer", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retention_policies", x => x.org_id);
                    table.ForeignKey(
                        name: "fk_retention_policies_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_erasures_org_id_caller_hash",
                table: "erasures",
                columns: new[] { "org_id", "caller_hash" });

            migrationBuilder.CreateIndex(
                name: "ix_legal_holds_org_id_call_id",
                table: "legal_holds",
                columns: new[] { "org_id", "call_id" },
                filter: "lifted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_legal_holds_org_id_caller_hash",
                table: "legal_holds",
                columns: new[] { "org_id", "caller_hash" },
                filter: "lifted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_removals_org_id_call_id",
                table: "removals",
                columns: new[] { "org_id", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_removals_org_id_erasure_id",
                table: "removals",
                columns: new[] { "org_id", "erasure_id" });

            migrationBuilder.CreateIndex(
                name: "ix_removals_org_id_removed_at",
                table: "removals",
                columns: new[] { "org_id", "removed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_removals_whole_calls",
                table: "removals",
                columns: new[] { "org_id", "source", "source_call_id" },
                filter: "part = 'call'");

            foreach (var (table, app, worker) in Tables)
            {
                migrationBuilder.FenceByTenant(table);
                migrationBuilder.Grant(table, DatabaseRoles.App, app);
                migrationBuilder.Grant(table, DatabaseRoles.Worker, worker);
            }

            // Only workers remove: retention and erasures.
            foreach (var table in (string[])["calls", "recordings", "transcripts", "verdicts", "flags", "review_decisions"])
            {
                migrationBuilder.Grant(table, DatabaseRoles.Worker, "delete");
            }

            migrationBuilder.Grant("flags", DatabaseRoles.Worker, "update (quote, explanation)");
            migrationBuilder.Grant("review_decisions", DatabaseRoles.Worker, "update (note)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"""
                revoke delete on calls, recordings, transcripts, verdicts, flags, review_decisions from {DatabaseRoles.Worker};
                revoke update (quote, explanation) on flags from {DatabaseRoles.Worker};
                revoke update (note) on review_decisions from {DatabaseRoles.Worker};
                """);
            migrationBuilder.DropTable(
                name: "erasures");

            migrationBuilder.DropTable(
                name: "legal_holds");

            migrationBuilder.DropTable(
                name: "removals");

            migrationBuilder.DropTable(
                name: "retention_policies");

            migrationBuilder.DropColumn(
                name: "invalid_since",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "last_error_at",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "last_error_code",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "next_probe_at",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "erased_at",
                table: "calls");
        }
    }
}
