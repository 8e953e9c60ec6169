using CallScript.Infrastructure.Recordings.Folders;
using CallScript.Workers.Lanes;
using CallScript.Workers.Maintenance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CallScript.Workers.Hosting;

internal static class QuartzServices
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MailInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan JanitorInterval = TimeSpan.FromHours(1);

    /// <summary>
    /// Quartz as the clock. Its schedule is the code's own and lies in memory: what is to be done, and by whom, is
    /// in the work queue, so that any number of workers may tick.
    /// </summary>
    public static IServiceCollection AddClock(this IServiceCollection services, IConfiguration configuration, LaneSelection selection)
    {
        var folders = configuration.GetSection(WatchedFolderOptions.SectionName).Get<List<WatchedFolderOptions>>() ?? [];
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = selection.Lanes.Count + 5 + folders.Count);
            foreach (var lane in selection.Lanes)
            {
                var interval = configuration.GetValue($"{LaneOptions.SectionName}:{lane}:Interval", new LaneOptions().Interval);
                quartz.AddJob<LaneJob>(job => job.WithIdentity(LaneJob.KeyOf(lane)).StoreDurably().UsingJobData(LaneJob.LaneEntry, lane.ToString()));
                quartz.AddTrigger(trigger => trigger
                    .ForJob(LaneJob.KeyOf(lane))
                    .WithIdentity($"{lane}-tick")
                    .StartNow()
                    .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
            }

            quartz.AddJob<RetentionJob>(job => job.WithIdentity(RetentionJob.Key));
            quartz.AddTrigger(trigger => trigger
                .ForJob(RetentionJob.Key)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(RetentionInterval).RepeatForever()));
            quartz.AddJob<VaultSweepJob>(job => job.WithIdentity(VaultSweepJob.Key));
            quartz.AddTrigger(trigger => trigger
                .ForJob(VaultSweepJob.Key)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(SweepInterval).RepeatForever()));
            quartz.AddJob<LeaseReaperJob>(job => job.WithIdentity(LeaseReaperJob.Key));
            quartz.AddTrigger(trigger => trigger
                .ForJob(LeaseReaperJob.Key)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(ReapInterval).RepeatForever()));
            quartz.AddJob<MailJob>(job => job.WithIdentity(MailJob.Key));
            quartz.AddTrigger(trigger => trigger
                .ForJob(MailJob.Key)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(MailInterval).RepeatForever()));
            quartz.AddJob<AccountJanitorJob>(job => job.WithIdentity(AccountJanitorJob.Key));
            quartz.AddTrigger(trigger => trigger
                .ForJob(AccountJanitorJob.Key)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(JanitorInterval).RepeatForever()));

            // An interval that makes no sense ends the start of the host, in better words than Quartz has.
            foreach (var (index, folder) in folders.Index().Where(entry => entry.Item.Interval > TimeSpan.Zero))
            {
                quartz.AddJob<WatchedFolderJob>(job => job
                    .WithIdentity(WatchedFolderJob.KeyOf(index))
                    .UsingJobData(WatchedFolderJob.IndexEntry, index));
                quartz.AddTrigger(trigger => trigger
                    .ForJob(WatchedFolderJob.KeyOf(index))
                    .StartNow()
                    .WithSimpleSchedule(schedule => schedule.WithInterval(folder.Interval).RepeatForever()));
            }
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<LaneWaker>();
        return services;
    }
}
