using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallLogReads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "failures_in_a_row",
                table: "ringba_connections",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset[]>(
                name: "rereads_due_at",
                table: "ringba_connections",
                type: "timestamptz[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "call_log_reads",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    read_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    oldest_first = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    window_length = table.Column<TimeSpan>(type: "interval", nullable: false),
                    days = table.Column<string>(type: "jsonb", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    failure_code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    created = table.Column<int>(type: "integer", nullable: false),
                    left_out = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_log_reads", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_call_log_reads_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ringba_budgets",
                columns: table => new
                {
                    account_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    second_tokens = table.Column<double>(type: "double precision", nullable: false),
                    minute_tokens = table.Column<double>(type: "double precision", nullable: false),
                    refilled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ringba_budgets", x => x.account_hash);
                });

            migrationBuilder.CreateIndex(
                name: "ix_call_log_reads_org_id_kind_requested_at",
                table: "call_log_reads",
                columns: new[] { "org_id", "kind", "requested_at" });

            migrationBuilder.FenceByTenant("call_log_reads");
            migrationBuilder.Grant("call_log_reads", DatabaseRoles.App, "select, insert, update");
            migrationBuilder.Grant("call_log_reads", DatabaseRoles.Worker, "select, insert, update, delete");

            // No tenant's: the limit is the account's, whoever connected it, and its name is hashed.
            migrationBuilder.Grant("ringba_budgets", DatabaseRoles.App, "select, insert, update");
            migrationBuilder.Grant("ringba_budgets", DatabaseRoles.Worker, "select, insert, update");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "call_log_reads");

            migrationBuilder.DropTable(
                name: "ringba_budgets");

            migrationBuilder.DropColumn(
                name: "failures_in_a_row",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "rereads_due_at",
                table: "ringba_connections");
        }
    }
}
