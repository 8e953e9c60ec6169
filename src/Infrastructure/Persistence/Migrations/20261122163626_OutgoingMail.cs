using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OutgoingMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "mail_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recipient = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    sealed_content = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_messages", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mail_messages_waiting",
                table: "mail_messages",
                column: "next_attempt_at",
                filter: "next_attempt_at is not null");

            // Whoever answers requests may post a letter, but not read one: its links open accounts.
            migrationBuilder.Grant("mail_messages", DatabaseRoles.App, "insert");
            migrationBuilder.Grant("mail_messages", DatabaseRoles.Worker, "select, insert, update, delete");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mail_messages");
        }
    }
}
