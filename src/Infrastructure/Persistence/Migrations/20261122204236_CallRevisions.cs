using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallRevisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "report_digest",
                table: "calls",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "call_revisions",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    noticed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revenue_before = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: true),
                    revenue_after = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: true),
                    payout_before = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: true),
                    payout_after = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: true),
                    duration_seconds_before = table.Column<double>(type: "double precision", nullable: true),
                    duration_seconds_after = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_revisions", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_call_revisions_calls_org_id_call_id",
                        columns: x => new { x.org_id, x.call_id },
                        principalTable: "calls",
                        principalColumns: new[] { "org_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_call_revisions_org_id_call_id_noticed_at",
                table: "call_revisions",
                columns: new[] { "org_id", "call_id", "noticed_at" });

            migrationBuilder.FenceByTenant("call_revisions");
            migrationBuilder.Grant("call_revisions", DatabaseRoles.App, "select");
            migrationBuilder.Grant("call_revisions", DatabaseRoles.Worker, "select, insert, delete");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "call_revisions");

            migrationBuilder.DropColumn(
                name: "report_digest",
                table: "calls");
        }
    }
}
