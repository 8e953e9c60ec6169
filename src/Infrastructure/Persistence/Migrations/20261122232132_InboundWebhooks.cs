using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class InboundWebhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "dialed_number",
                table: "calls",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "inbound_webhooks",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    format = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    key = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    address_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_former_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    former_secret_ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    rotated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_delivery_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_refusal_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_refusal = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbound_webhooks", x => new { x.org_id, x.id });
                    table.ForeignKey(
                        name: "fk_inbound_webhooks_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.org_id, x.webhook_id, x.delivery_id });
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_inbound_webhooks_org_id_webhook_id",
                        columns: x => new { x.org_id, x.webhook_id },
                        principalTable: "inbound_webhooks",
                        principalColumns: new[] { "org_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_inbound_webhooks_address_hash",
                table: "inbound_webhooks",
                column: "address_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_inbound_webhooks_org_id_key",
                table: "inbound_webhooks",
                columns: new[] { "org_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_org_id_webhook_id_received_at",
                table: "webhook_deliveries",
                columns: new[] { "org_id", "webhook_id", "received_at" });

            migrationBuilder.FenceByTenant("inbound_webhooks");
            migrationBuilder.FenceByTenant("webhook_deliveries");
            migrationBuilder.Grant("inbound_webhooks", DatabaseRoles.App, "select, insert, update");
            migrationBuilder.Grant("webhook_deliveries", DatabaseRoles.App, "select, insert, delete");

            // Rotation of keys runs as the worker, and changes what is sealed and nothing else.
            migrationBuilder.Grant("inbound_webhooks", DatabaseRoles.Worker, "select, update (sealed_secret, sealed_former_secret)");

            // Calls that are delivered are taken in by the API.
            migrationBuilder.Grant("call_revisions", DatabaseRoles.App, "insert");
            migrationBuilder.Sql("create policy presented on inbound_webhooks for select using (address_hash = app_token_hash());");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"revoke insert on call_revisions from {DatabaseRoles.App};");
            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "inbound_webhooks");

            migrationBuilder.DropColumn(
                name: "dialed_number",
                table: "calls");
        }
    }
}
