using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Rejudgements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejudgement_asked_at",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejudgement_finished_at",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejudgement_from",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejudgement_reached_at",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rejudgement_redirected",
                table: "campaigns",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rejudgement_requeued",
                table: "campaigns",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejudgement_to",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "rejudgement_asked_at",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_finished_at",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_from",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_reached_at",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_redirected",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_requeued",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejudgement_to",
                table: "campaigns");
        }
    }
}
