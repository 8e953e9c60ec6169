using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class RingbaAnnouncements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ringba_announcements",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source_call_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    announced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ringba_announcements", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_ringba_announcements_ringba_connections_org_id_connection_id",
                        columns: x => new { x.org_id, x.connection_id },
                        principalTable: "ringba_connections",
                        principalColumns: new[] { "org_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ringba_announcements_org_id_connection_id_announced_at",
                table: "ringba_announcements",
                columns: new[] { "org_id", "connection_id", "announced_at" });

            migrationBuilder.FenceByTenant("ringba_announcements");
            migrationBuilder.Grant("ringba_announcements", DatabaseRoles.App, "select, insert");
            migrationBuilder.Grant("ringba_announcements", DatabaseRoles.Worker, "select, delete");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ringba_announcements");
        }
    }
}
