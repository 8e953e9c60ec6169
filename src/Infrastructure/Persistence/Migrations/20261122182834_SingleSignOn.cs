using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SingleSignOn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "identity_providers",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    client_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    sealed_client_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    allowed_domains = table.Column<string[]>(type: "text[]", nullable: false),
                    default_role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_providers", x => x.org_id);
                    table.ForeignKey(
                        name: "fk_identity_providers_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.FenceByTenant("identity_providers");
            migrationBuilder.Grant("identity_providers", DatabaseRoles.App, "select, insert, update, delete");

            // For rotating keys.
            migrationBuilder.Grant("identity_providers", DatabaseRoles.Worker, "select, update");

            // Somebody who is about to sign in knows the organization's name and nothing else; see OrganizationDirectory.
            migrationBuilder.Sql($"""
                create policy sign_in on organizations for select to {DatabaseRoles.App}
                  using (slug = nullif(current_setting('app.sign_in_slug', true), ''));
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop policy sign_in on organizations;");

            migrationBuilder.DropTable(
                name: "identity_providers");
        }
    }
}
