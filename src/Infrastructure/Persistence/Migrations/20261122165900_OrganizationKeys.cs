using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OrganizationKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The column caller_number is dropped by DatabaseMigrator once what is in it has been sealed, which SQL cannot do.
            migrationBuilder.AddColumn<byte[]>(
                name: "caller_hash",
                table: "calls",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "caller_suffix_hash",
                table: "calls",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "sealed_caller_number",
                table: "calls",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "organization_keys",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    use = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    master_key_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    wrapped_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    wrapped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_keys", x => new { x.org_id, x.use, x.version });
                    table.ForeignKey(
                        name: "fk_organization_keys_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_calls_org_id_caller_hash_started_at_id",
                table: "calls",
                columns: new[] { "org_id", "caller_hash", "started_at", "id" },
                descending: new[] { false, false, true, true },
                filter: "caller_hash is not null");

            migrationBuilder.FenceByTenant("organization_keys");
            migrationBuilder.Grant("organization_keys", DatabaseRoles.App, "select, insert");
            migrationBuilder.Grant("organization_keys", DatabaseRoles.Worker, "select, insert, update");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "organization_keys");

            migrationBuilder.DropIndex(
                name: "ix_calls_org_id_caller_hash_started_at_id",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "caller_hash",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "caller_suffix_hash",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "sealed_caller_number",
                table: "calls");

            migrationBuilder.AddColumn<string>(
                name: "caller_number",
                table: "calls",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);
        }
    }
}
