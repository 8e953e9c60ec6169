using CallScript.Application.Common.Tenancy;
using CallScript.Application.Recordings;
using CallScript.Application.Recordings.Folders;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using CallScript.Infrastructure.Recordings.Native;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>
/// Takes in the recordings of a folder. A file counts as whole when two looks find it unchanged. It is moved only after its call is
/// here, so that a crash in between has it imported once more, which changes nothing; several processes may look at once.
/// Logs name no files: a name may hold a caller's number.
/// </summary>
public sealed partial class WatchedFolder(
    WatchedFolderOptions options, IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchedFolder> logger)
{
    public const string Done = "done";
    public const string Failed = "failed";

    private const int RecordingsALook = 100;
    private const int MostEntries = 10_000;

    // What browsers and transfer programs call a file until they have all of it.
    private static readonly string[] Unfinished = [".part", ".partial", ".filepart", ".crdownload", ".tmp"];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    private readonly NameTemplate? _template = options.Template.Length == 0 ? null : NameTemplate.Parse(options.Template).Value;
    private Dictionary<string, Entry> _lastLook = [];

    /// <summary>The slug of the organization whose calls the recordings become.</summary>
    public string Organization => options.Organization;

    /// <summary>Takes in what has become whole since the last look, a bounded number of recordings.</summary>
    public async Task LookAsync(OrganizationId organizationId, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Path))
        {
            LogMissing(options.Path);
            return;
        }

        var entries = Entries().ToDictionary(entry => entry.Name, StringComparer.Ordinal);
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
            .Select(group => new Group([.. group.Where(entry => !entry.IsSideCar)], [.. group.Where(entry => entry.IsSideCar)]))
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
                // The next look tries again; the other recordings do not wait for this one. What the file system says names the file.
                var isNamed = failure is IOException or UnauthorizedAccessException;
                LogNotTaken(isNamed ? null : failure, options.Path, failure.GetType().Name);
            }
        }
    }

    private IEnumerable<Entry> Entries() => new DirectoryInfo(options.Path).EnumerateFiles("*", Everything)
        .Where(file => file.Name[0] != '.' && (file.Attributes & (FileAttributes.Hidden | FileAttributes.ReparsePoint)) == 0)
        .Where(file => !Unfinished.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
        .Select(Entry.Of)
        .OfType<Entry>()
        .Take(MostEntries);

    private async Task TakeAsync(OrganizationId organizationId, Group group, CancellationToken cancellationToken)
    {
        if (group.SideCars.Count > 0 && group.Recordings.Count > 1)
        {
            Refuse(group, FolderErrors.SharedSideCar);
            return;
        }

        if (group.SideCars.Count > 1)
        {
            Refuse(group, FolderErrors.SeveralSideCars);
            return;
        }

        foreach (var recording in group.Recordings)
        {
            await TakeAsync(organizationId, recording, group.SideCars.SingleOrDefault(), cancellationToken);
        }
    }

    private async Task TakeAsync(OrganizationId organizationId, Entry recording, Entry? sideCar, CancellationToken cancellationToken)
    {
        var group = new Group([recording], sideCar is null ? [] : [sideCar]);
        await using var content = Open(recording);
        if (content is null)
        {
            return;
        }

        var details = Describe(recording, sideCar);
        if (details is null)
        {
            return;
        }

        var imported = details.Value.IsSuccess
            ? await ImportAsync(organizationId, content, details.Value.Value, cancellationToken)
            : details.Value.Error;
        if (imported.IsSuccess)
        {
            Move(group, Done, reason: null);
        }
        else if (imported.Error.Kind is ErrorKind.Unavailable or ErrorKind.RateLimited)
        {
            LogLater(options.Path, imported.Error.Code);
        }
        else
        {
            Refuse(group, imported.Error);
        }
    }

    /// <summary>A file as it was seen; null when it has gone, has changed, or is none.</summary>
    private FileStream? Open(Entry entry)
    {
        var file = RegularFile.TryOpenRead(PathOf(entry));
        if (file is not null && file.Length == entry.Length && File.GetLastWriteTimeUtc(file.SafeFileHandle) == entry.ModifiedAt)
        {
            return file;
        }

        file?.Dispose();
        return null;
    }

    /// <returns>Null when the side-car has gone or changed.</returns>
    private Result<RecordingDetails>? Describe(Entry recording, Entry? sideCar)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (sideCar is not null)
        {
            if (sideCar.Length > SideCar.LargestBytes)
            {
                return FolderErrors.SideCarTooLarge(SideCar.LargestBytes);
            }

            using var file = Open(sideCar);
            if (file is null)
            {
                return null;
            }

            var content = new byte[sideCar.Length];
            var count = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
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

        var now = clock.GetUtcNow();
        var fileTime = new DateTimeOffset(recording.ModifiedAt, TimeSpan.Zero);
        return RecordingFields.Read(recording.Name, fields, options.Vertical, fileTime < now ? fileTime : now);

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
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ITenantContext>().Enter(organizationId);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ImportWatchedFile(content, details), cancellationToken);
    }

    private void Refuse(Group group, Error error)
    {
        LogRefused(options.Path, error.Code);
        Move(group, Failed, error is ValidationError validation
            ? string.Join(' ', validation.Fields.Values.SelectMany(messages => messages).Distinct())
            : error.Message);
    }

    /// <summary>Moves a recording, and its side-car after it: a recording without its side-car would be another call.</summary>
    private void Move(Group group, string folderName, string? reason)
    {
        var folder = new DirectoryInfo(Path.Combine(options.Path, folderName));
        TemporaryFolder.Make(folder.FullName);
        if (folder.LinkTarget is not null)
        {
            throw new IOException($"The folder '{folderName}' of a watched folder is a link; nothing is moved into it.");
        }

        var name = FreeName(group, folder.FullName);
        var explanation = Path.Combine(folder.FullName, $"{name}.error.txt");
        if (reason is not null)
        {
            File.WriteAllText(explanation, reason + Environment.NewLine);
        }

        var moved = group.All.Count(entry => MoveUnchanged(entry, Path.Combine(folder.FullName, name + Path.GetExtension(entry.Name))));
        if (moved == 0)
        {
            // Another process was quicker and has explained it.
            File.Delete(explanation);
            LogOvertaken(options.Path);
        }
    }

    private bool MoveUnchanged(Entry entry, string target)
    {
        try
        {
            // Another file that has taken the name meanwhile stays for the next look.
            if (new FileInfo(PathOf(entry)) is { Exists: true, LinkTarget: null } file
                && file.Length == entry.Length && file.LastWriteTimeUtc == entry.ModifiedAt)
            {
                File.Move(file.FullName, target, overwrite: false);
                return true;
            }

            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The name that the files have, or one like it when it is taken there.</summary>
    private static string FreeName(Group group, string folder)
    {
        var name = Path.GetFileNameWithoutExtension(group.Recordings[0].Name);
        return group.All.Select(entry => entry.Name).Append($"{name}.error.txt").Any(file => Path.Exists(Path.Combine(folder, file)))
            ? $"{name}-{Guid.NewGuid():N}"
            : name;
    }

    private string PathOf(Entry entry) => Path.Combine(options.Path, entry.Name);

    private sealed record Entry(string Name, long Length, DateTime ModifiedAt, bool IsWhole, int Tries)
    {
        /// <returns>Null when the file has gone, is empty so far, or is a pipe or a device, which have no length.</returns>
        public static Entry? Of(FileInfo file)
        {
            try
            {
                return file.Length == 0 ? null : new Entry(file.Name, file.Length, file.LastWriteTimeUtc, IsWhole: false, Tries: 0);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
        }

        public bool IsSideCar => SideCar.IsSideCar(Name);

        public bool IsSame(Entry? earlier) => earlier is not null && (earlier.Length, earlier.ModifiedAt) == (Length, ModifiedAt);
    }

    /// <summary>Recordings of one name, and what lies beside them.</summary>
    private sealed record Group(IReadOnlyList<Entry> Recordings, IReadOnlyList<Entry> SideCars)
    {
        public IEnumerable<Entry> All => Recordings.Concat(SideCars);
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
