using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallScript.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CallTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "call_connected_seconds",
                table: "removals",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "call_connection_id",
                table: "removals",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "call_payout",
                table: "removals",
                type: "numeric(12,4)",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "call_revenue",
                table: "removals",
                type: "numeric(12,4)",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "call_started_at",
                table: "removals",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "connected_seconds",
                table: "calls",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "connection_id",
                table: "calls",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "call_hours",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    calls = table.Column<int>(type: "integer", nullable: false),
                    duration_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    connected_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    revenue = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false),
                    payout = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_hours", x => new { x.org_id, x.hour, x.connection_id });
                    table.ForeignKey(
                        name: "fk_call_hours_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reconciliations",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_check_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    rereads = table.Column<int>(type: "integer", nullable: false),
                    explanation = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    explained_by = table.Column<Guid>(type: "uuid", nullable: true),
                    explained_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ours_calls = table.Column<int>(type: "integer", nullable: true),
                    ours_connected_seconds = table.Column<long>(type: "bigint", nullable: true),
                    ours_payout = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true),
                    ours_revenue = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true),
                    removed_calls = table.Column<int>(type: "integer", nullable: true),
                    removed_connected_seconds = table.Column<long>(type: "bigint", nullable: true),
                    removed_payout = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true),
                    removed_revenue = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true),
                    theirs_calls = table.Column<int>(type: "integer", nullable: true),
                    theirs_connected_seconds = table.Column<long>(type: "bigint", nullable: true),
                    theirs_payout = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true),
                    theirs_revenue = table.Column<decimal>(type: "numeric(24,4)", precision: 24, scale: 4, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reconciliations", x => new { x.org_id, x.connection_id, x.day });
                    table.ForeignKey(
                        name: "fk_reconciliations_organizations_org_id",
                        column: x => x.org_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "repeat_calls",
                columns: table => new
                {
                    org_id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    previous_call_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    previous_on_campaign_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    since_previous_call = table.Column<TimeSpan>(type: "interval", nullable: false),
                    since_previous_on_campaign = table.Column<TimeSpan>(type: "interval", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_repeat_calls", x => new { x.org_id, x.call_id });
                    table.ForeignKey(
                        name: "fk_repeat_calls_calls_org_id_call_id",
                        columns: x => new { x.org_id, x.call_id },
                        principalTable: "calls",
                        principalColumns: new[] { "org_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            // What is here already: calls of an organization with one account are that account's, and are added up. As the
            // owner, who is bound by row-level security and belongs to no organization.
            migrationBuilder.Sql("""
                alter table calls no force row level security;
                alter table ringba_connections no force row level security;
                alter table work_items no force row level security;
                update calls c set connection_id = own.id
                  from (select org_id, (array_agg(id))[1] as id from ringba_connections group by org_id having count(*) = 1) own
                 where own.org_id = c.org_id and c.source = 'ringba';
                insert into call_hours
                select org_id, date_trunc('hour', started_at, 'UTC'), coalesce(connection_id, '00000000-0000-0000-0000-000000000000'), count(*),
                       coalesce(sum(round(duration_seconds * 1000)), 0), 0, coalesce(sum(revenue), 0), coalesce(sum(payout), 0)
                  from calls group by 1, 2, 3;
                insert into repeat_calls
                select org_id, id, previous_at, on_campaign_at, started_at - previous_at, started_at - on_campaign_at
                  from (select org_id, id, started_at,
                               lag(started_at) over (partition by org_id, caller_hash order by started_at, id) as previous_at,
                               case when campaign_id is not null then
                                 lag(started_at) over (partition by org_id, caller_hash, campaign_id order by started_at, id) end as on_campaign_at
                          from calls where caller_hash is not null) history
                 where previous_at is not null;
                insert into work_items (org_id, id, lane, subject_id, state, priority, available_at, attempts, fencing_token, created_at)
                select org_id, gen_random_uuid(), 'reconcile', id, 'available', now(), now(), 0, 0, now()
                  from ringba_connections where read_from is not null;
                alter table calls force row level security;
                alter table ringba_connections force row level security;
                alter table work_items force row level security;
                """);

            migrationBuilder.FenceByTenant("call_hours");
            migrationBuilder.FenceByTenant("reconciliations");
            migrationBuilder.FenceByTenant("repeat_calls");
            foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Worker])
            {
                migrationBuilder.Grant("call_hours", role, "select, insert, update");
                migrationBuilder.Grant("repeat_calls", role, "select, insert, update, delete");
                migrationBuilder.Grant("reconciliations", role, "select, insert, update");
            }

            // Hours in order, so that two writers who touch the same ones wait for each other and do not lock each other out.
            // An update rolls up row by row, and only one that changes what is added up: lanes move calls all day.
            migrationBuilder.Sql("""
                create function roll_up_calls() returns trigger language plpgsql as $$
                declare
                  sign int := case tg_op when 'DELETE' then -1 else 1 end;
                begin
                  insert into call_hours as known
                  select org_id, date_trunc('hour', started_at, 'UTC') as hour,
                         coalesce(connection_id, '00000000-0000-0000-0000-000000000000') as connection, sign * count(*),
                         sign * coalesce(sum(round(duration_seconds * 1000)), 0), sign * coalesce(sum(round(connected_seconds * 1000)), 0),
                         sign * coalesce(sum(revenue), 0), sign * coalesce(sum(payout), 0)
                    from rolled group by org_id, hour, connection order by org_id, hour, connection
                  on conflict (org_id, hour, connection_id) do update
                    set calls = known.calls + excluded.calls,
                        duration_milliseconds = known.duration_milliseconds + excluded.duration_milliseconds,
                        connected_milliseconds = known.connected_milliseconds + excluded.connected_milliseconds,
                        revenue = known.revenue + excluded.revenue, payout = known.payout + excluded.payout;
                  return null;
                end $$;
                create trigger calls_rolled_up after insert on calls
                  referencing new table as rolled for each statement execute function roll_up_calls();
                create trigger calls_rolled_down after delete on calls
                  referencing old table as rolled for each statement execute function roll_up_calls();

                create function roll_over_call() returns trigger language plpgsql as $$
                begin
                  insert into call_hours as known
                  select org_id, date_trunc('hour', started_at, 'UTC') as hour,
                         coalesce(connection_id, '00000000-0000-0000-0000-000000000000') as connection, sum(sign),
                         sum(sign * coalesce(round(duration_seconds * 1000), 0)), sum(sign * coalesce(round(connected_seconds * 1000), 0)),
                         sum(sign * coalesce(revenue, 0)), sum(sign * coalesce(payout, 0))
                    from (values (-1, old.org_id, old.started_at, old.connection_id, old.duration_seconds, old.connected_seconds, old.revenue, old.payout),
                                 (1, new.org_id, new.started_at, new.connection_id, new.duration_seconds, new.connected_seconds, new.revenue, new.payout))
                      as side (sign, org_id, started_at, connection_id, duration_seconds, connected_seconds, revenue, payout)
                   group by org_id, hour, connection order by org_id, hour, connection
                  on conflict (org_id, hour, connection_id) do update
                    set calls = known.calls + excluded.calls,
                        duration_milliseconds = known.duration_milliseconds + excluded.duration_milliseconds,
                        connected_milliseconds = known.connected_milliseconds + excluded.connected_milliseconds,
                        revenue = known.revenue + excluded.revenue, payout = known.payout + excluded.payout;
                  return null;
                end $$;
                create trigger calls_rolled_over after update on calls for each row
                  when ((old.started_at, old.connection_id, old.duration_seconds, old.connected_seconds, old.revenue, old.payout)
                    is distinct from (new.started_at, new.connection_id, new.duration_seconds, new.connected_seconds, new.revenue, new.payout))
                  execute function roll_over_call();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger calls_rolled_up on calls; drop trigger calls_rolled_down on calls; drop trigger calls_rolled_over on calls;
                drop function roll_up_calls(); drop function roll_over_call();
                delete from work_items where lane = 'reconcile';
                """);
            migrationBuilder.DropTable(
                name: "call_hours");

            migrationBuilder.DropTable(
                name: "reconciliations");

            migrationBuilder.DropTable(
                name: "repeat_calls");

            migrationBuilder.DropColumn(
                name: "call_connected_seconds",
                table: "removals");

            migrationBuilder.DropColumn(
                name: "call_connection_id",
                table: "removals");

            migrationBuilder.DropColumn(
                name: "call_payout",
                table: "removals");

            migrationBuilder.DropColumn(
                name: "call_revenue",
                table: "removals");

            migrationBuilder.DropColumn(
                name: "call_started_at",
                table: "removals");

            migrationBuilder.DropColumn(
                name: "connected_seconds",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "connection_id",
                table: "calls");
        }
    }
}
