using Amazon.Runtime;
using CallScript.Application.Common.Tenancy;
using CallScript.Application.Recordings;
using CallScript.Application.Recordings.Folders;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>
/// Takes in the recordings of a folder or a bucket. A file counts as whole when two looks find it unchanged. It is moved only after its call is
/// here, so that a crash in between has it imported once more, which changes nothing; several processes may look at once.
/// Logs name no files: a name may hold a caller's number.
/// </summary>
public sealed partial class WatchedFolder
{
    public const string Done = "done";
    public const string Failed = "failed";

    private const int RecordingsALook = 100;
    private const int MostEntries = 10_000;

    // What browsers and transfer programs call a file until they have all of it.
    private static readonly string[] Unfinished = [".part", ".partial", ".filepart", ".crdownload", ".tmp"];

    private readonly IWatchedPlace _place;
    private readonly WatchedFolderOptions _options;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<WatchedFolder> _logger;
    private readonly NameTemplate? _template;
    private Dictionary<string, WatchedEntry> _lastLook = [];

    internal WatchedFolder(
        IWatchedPlace place, WatchedFolderOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchedFolder> logger)
    {
        (_place, _options, _scopes, _clock, _logger) = (place, options, scopes, clock, logger);
        _template = options.Template.Length == 0 ? null : NameTemplate.Parse(options.Template).Value;
    }

    /// <summary>The slug of the organization whose calls the recordings become.</summary>
    public string Organization => _options.Organization;

    /// <summary>Takes in what has become whole since the last look, a bounded number of recordings.</summary>
    public async Task LookAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        if (await _place.ListAsync(IsWanted, MostEntries, cancellationToken) is not { } found)
        {
            LogMissing(_place.Name);
            return;
        }

        var entries = found.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var name in entries.Keys.Where(name => entries[name].IsSame(_lastLook.GetValueOrDefault(name))).ToList())
        {
            // What could not be taken in goes behind what was not tried yet.
            entries[name] = entries[name] with { IsWhole = true, Tries = _lastLook[name].Tries };
        }

        _lastLook = entries;
        var groups = entries.Values
            .GroupBy(entry => Path.GetFileNameWithoutExtension(entry.Name), StringComparer.Ordinal)
            .Where(group => group.All(entry => entry.IsWhole) && !group.All(entry => entry.IsSideCar))
            .OrderBy(group => group.Max(entry => entry.Tries))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(RecordingsALook)
            .Select(group => new WatchedGroup([.. group.Where(entry => !entry.IsSideCar)], [.. group.Where(entry => entry.IsSideCar)]))
            .ToList();
        foreach (var group in groups)
        {
            try
            {
                foreach (var entry in group.All)
                {
                    entries[entry.Name] = entry with { Tries = entry.Tries + 1 };
                }

                await TakeAsync(organizationId, group, cancellationToken);
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
            {
                // The next look tries again; the other recordings do not wait for this one. What the place says may name the file.
                var isNamed = failure is IOException or UnauthorizedAccessException or AmazonServiceException;
                LogNotTaken(isNamed ? null : failure, _place.Name, failure.GetType().Name);
            }
        }
    }

    private static bool IsWanted(string name) =>
        name.Length > 0 && name[0] != '.' && !Unfinished.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private async Task TakeAsync(OrganizationId organizationId, WatchedGroup group, CancellationToken cancellationToken)
    {
        if (group.SideCars.Count > 0 && group.Recordings.Count > 1)
        {
            await RefuseAsync(group, FolderErrors.SharedSideCar, cancellationToken);
            return;
        }

        if (group.SideCars.Count > 1)
        {
            await RefuseAsync(group, FolderErrors.SeveralSideCars, cancellationToken);
            return;
        }

        foreach (var recording in group.Recordings)
        {
            await TakeAsync(organizationId, recording, group.SideCars.SingleOrDefault(), cancellationToken);
        }
    }

    private async Task TakeAsync(OrganizationId organizationId, WatchedEntry recording, WatchedEntry? sideCar, CancellationToken cancellationToken)
    {
        var group = new WatchedGroup([recording], sideCar is null ? [] : [sideCar]);
        await using var content = await _place.OpenAsync(recording, cancellationToken);
        if (content is null)
        {
            return;
        }

        var details = await DescribeAsync(recording, sideCar, cancellationToken);
        if (details is null)
        {
            return;
        }

        var imported = details.Value.IsSuccess
            ? await ImportAsync(organizationId, content, details.Value.Value, cancellationToken)
            : details.Value.Error;
        if (imported.IsSuccess)
        {
            await PutAsideAsync(group, Done, reason: null, cancellationToken);
        }
        else if (imported.Error.Kind is ErrorKind.Unavailable or ErrorKind.RateLimited)
        {
            LogLater(_place.Name, imported.Error.Code);
        }
        else
        {
            await RefuseAsync(group, imported.Error, cancellationToken);
        }
    }

    /// <returns>Null when the side-car has gone or changed.</returns>
    private async Task<Result<RecordingDetails>?> DescribeAsync(
        WatchedEntry recording, WatchedEntry? sideCar, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (sideCar is not null)
        {
            if (sideCar.Length > SideCar.LargestBytes)
            {
                return FolderErrors.SideCarTooLarge(SideCar.LargestBytes);
            }

            await using var file = await _place.OpenAsync(sideCar, cancellationToken);
            if (file is null)
            {
                return null;
            }

            var content = new byte[sideCar.Length];
            var count = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
            var said = SideCar.Read(sideCar.Name, content.AsSpan(0, count));
            if (!said.IsSuccess)
            {
                return said.Error;
            }

            Add(said.Value);
        }

        if (_template?.Read(Path.GetFileNameWithoutExtension(recording.Name)) is { } named)
        {
            // A name whose date does not exist matters only where nobody else says when the call began.
            if (named.IsSuccess)
            {
                Add(named.Value);
            }
            else if (!fields.ContainsKey(RecordingFields.StartedAt))
            {
                return named.Error;
            }
        }

        var now = _clock.GetUtcNow();
        var fileTime = new DateTimeOffset(recording.ModifiedAt, TimeSpan.Zero);
        return RecordingFields.Read(recording.Name, fields, _options.Vertical, fileTime < now ? fileTime : now);

        void Add(IReadOnlyDictionary<string, string> more)
        {
            foreach (var (field, value) in more)
            {
                fields.TryAdd(field, value);
            }
        }
    }

    private async Task<Result<ImportRecordingResponse>> ImportAsync(
        OrganizationId organizationId, Stream content, RecordingDetails details, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ImportWatchedFile(content, details), cancellationToken);
    }

    private async Task RefuseAsync(WatchedGroup group, Error error, CancellationToken cancellationToken)
    {
        LogRefused(_place.Name, error.Code);
        var reason = error is ValidationError validation
            ? string.Join(' ', validation.Fields.Values.SelectMany(messages => messages).Distinct())
            : error.Message;
        await PutAsideAsync(group, Failed, reason, cancellationToken);
    }

    private async Task PutAsideAsync(WatchedGroup group, string folder, string? reason, CancellationToken cancellationToken)
    {
        if (!await _place.PutAsideAsync(group, folder, reason, cancellationToken))
        {
            LogOvertaken(_place.Name);
        }
    }

    [LoggerMessage(EventId = 4401, Level = LogLevel.Warning, Message = "The watched folder {Folder} is not there")]
    private partial void LogMissing(string folder);

    [LoggerMessage(
        EventId = 4402,
        Level = LogLevel.Error,
        Message = "A recording in the watched folder {Folder} could not be taken in ({Problem}); the next look tries again")]
    private partial void LogNotTaken(Exception? failure, string folder, string problem);

    [LoggerMessage(EventId = 4403, Level = LogLevel.Warning, Message = "A recording in the watched folder {Folder} waits: {Code}")]
    private partial void LogLater(string folder, string code);

    [LoggerMessage(EventId = 4404, Level = LogLevel.Warning, Message = "A recording in the watched folder {Folder} was refused: {Code}")]
    private partial void LogRefused(string folder, string code);

    [LoggerMessage(
        EventId = 4405,
        Level = LogLevel.Information,
        Message = "A recording in the watched folder {Folder} was moved by another process")]
    private partial void LogOvertaken(string folder);
}
