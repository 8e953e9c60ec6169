using CallScript.Application;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Integrations.Ringba;
using CallScript.Infrastructure.Judging;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Persistence;
using CallScript.Infrastructure.Recordings;
using CallScript.Infrastructure.Recordings.Folders;
using CallScript.Infrastructure.Speech;
using CallScript.Infrastructure.WorkQueue;
using CallScript.Workers.Lanes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallScript.Workers.Hosting;

internal static class WorkerServices
{
    /// <summary>The host that runs the lanes.</summary>
    public static IHost BuildLaneHost(LaneSelection lanes)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddLaneHost(builder.Configuration, lanes);
        return builder.Build();
    }

    /// <summary>The lanes, what they need, and the clock that drives them.</summary>
    public static IServiceCollection AddLaneHost(this IServiceCollection services, IConfiguration configuration, LaneSelection lanes) => services
        .AddSingleton(lanes)
        .AddPipeline(configuration)
        .AddMailOutbox(configuration)
        .AddWorkQueue(configuration)
        .AddLanes(configuration)
        .AddWatchedFolders(configuration)
        .AddClock(configuration, lanes);

    /// <summary>Everything that the stages of the pipeline need, as the worker role.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TimeProvider.System)
        .AddApplication()
        .AddLaneRequests()
        .AddPersistence(configuration, DatabaseRole.Worker)
        .AddAccounts(configuration)
        .AddSecurityKeys(configuration)
        .AddMail(configuration)
        .AddRingba(configuration)
        .AddRecordings(configuration)
        .AddSpeech(configuration)
        .AddJudging();
}
