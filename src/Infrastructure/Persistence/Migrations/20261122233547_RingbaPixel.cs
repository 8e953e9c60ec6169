using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class RingbaPixel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_pixel_at",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "pixel_issued_at",
                table: "ringba_connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "pixel_token_hash",
                table: "ringba_connections",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_ringba_connections_pixel_token_hash",
                table: "ringba_connections",
                column: "pixel_token_hash",
                unique: true);

            // A pixel makes what waits due sooner, and changes nothing else of it.
            migrationBuilder.Grant("work_items", DatabaseRoles.App, "update (available_at)");
            migrationBuilder.Sql("""
                create policy presented on ringba_connections for select using (pixel_token_hash = app_token_hash());

                -- Work that falls due sooner than was said wakes its lane as new work does.
                create function notify_sooner_work() returns trigger language plpgsql as $$
                begin
                  perform pg_notify('callscript_work', new.lane);
                  return null;
                end $$;
                create trigger work_items_sooner after update of available_at on work_items for each row
                  when (new.state = 'available' and old.state = 'available' and new.available_at < old.available_at)
                  execute function notify_sooner_work();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql($"""
                drop trigger work_items_sooner on work_items;
                drop function notify_sooner_work();
                drop policy presented on ringba_connections;
                revoke update (available_at) on work_items from {DatabaseRoles.App};
                """);
            migrationBuilder.DropIndex(
                name: "ix_ringba_connections_pixel_token_hash",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "last_pixel_at",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "pixel_issued_at",
                table: "ringba_connections");

            migrationBuilder.DropColumn(
                name: "pixel_token_hash",
                table: "ringba_connections");
        }
    }
}
