using CallScript.Infrastructure.Recordings.Native;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>A folder on the disk. Links, pipes and devices are none of its recordings.</summary>
internal sealed class DirectoryPlace(string path) : IWatchedPlace
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    public string Name => path;

    public Task<IReadOnlyList<WatchedEntry>?> ListAsync(Func<string, bool> isWanted, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WatchedEntry>?>(!Directory.Exists(path)
            ? null
            : [.. new DirectoryInfo(path).EnumerateFiles("*", Everything)
                .Where(file => (file.Attributes & (FileAttributes.Hidden | FileAttributes.ReparsePoint)) == 0 && isWanted(file.Name))
                .Select(EntryOf)
                .OfType<WatchedEntry>()
                .Take(limit)]);

    public Task<Stream?> OpenAsync(WatchedEntry entry, CancellationToken cancellationToken)
    {
        var file = RegularFile.TryOpenRead(PathOf(entry));
        if (file is not null && file.Length == entry.Length && File.GetLastWriteTimeUtc(file.SafeFileHandle) == entry.ModifiedAt)
        {
            return Task.FromResult<Stream?>(file);
        }

        file?.Dispose();
        return Task.FromResult<Stream?>(null);
    }

    public async Task<bool> PutAsideAsync(WatchedGroup group, string folder, string? reason, CancellationToken cancellationToken)
    {
        var target = new DirectoryInfo(Path.Combine(path, folder));
        TemporaryFolder.Make(target.FullName);
        if (target.LinkTarget is not null)
        {
            throw new IOException($"The folder '{folder}' of a watched folder is a link; nothing is moved into it.");
        }

        var name = FreeName(group, target.FullName);
        var explanation = Path.Combine(target.FullName, $"{name}.error.txt");
        if (reason is not null)
        {
            await File.WriteAllTextAsync(explanation, reason + Environment.NewLine, cancellationToken);
        }

        var moved = group.All.Count(entry => MoveUnchanged(entry, Path.Combine(target.FullName, name + Path.GetExtension(entry.Name))));
        if (moved == 0)
        {
            // Another process has explained it.
            File.Delete(explanation);
        }

        return moved > 0;
    }

    /// <returns>Null when the file has gone, is empty so far, or is a pipe or a device, which have no length.</returns>
    private static WatchedEntry? EntryOf(FileInfo file)
    {
        try
        {
            return file.Length == 0 ? null : new WatchedEntry(file.Name, file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private bool MoveUnchanged(WatchedEntry entry, string target)
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
    private static string FreeName(WatchedGroup group, string folder) =>
        group.All.Select(entry => entry.Name).Append($"{group.Name}.error.txt").Any(file => Path.Exists(Path.Combine(folder, file)))
            ? $"{group.Name}-{Guid.NewGuid():N}"
            : group.Name;

    private string PathOf(WatchedEntry entry) => Path.Combine(path, entry.Name);
}
