using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class QueueWithoutForeignKey : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_work_items_organizations_org_id",
                table: "work_items");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddForeignKey(
                name: "fk_work_items_organizations_org_id",
                table: "work_items",
                column: "org_id",
                principalTable: "organizations",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
