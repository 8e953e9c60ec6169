namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// A folder of files that live as long as somebody holds them open, readable by the owner alone. What a process that died
/// left there can be told from the rest by its lock.
/// </summary>
internal sealed class TemporaryFolder(string path)
{
    private const int Attempts = 3;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new file that others can read while it is open; the caller deletes it.</summary>
    public FileStream Create(string extension) => Create(extension, FileShare.Read);

    /// <summary>A new file that nobody else can open while it is written; the caller deletes it, or gives it another name.</summary>
    public FileStream CreateExclusive(string extension) => Create(extension, FileShare.None);

    /// <returns>How many files of processes that died were removed.</returns>
    public int RemoveAbandoned()
    {
        Make(path);
        return Directory.EnumerateFiles(path).Count(RemoveIfAbandoned);
    }

    /// <summary>Makes a folder that only its owner can enter.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private FileStream Create(string extension, FileShare share)
    {
        Make(path);
        for (var attempt = 1; ; attempt++)
        {
            var name = Path.Combine(path, $"{Guid.NewGuid():N}{extension}");
            try
            {
                // Locked for as long as it is open, so that a cleaning process can tell it from a leftover.
                var file = new FileStream(name, OptionsFor(share));
                if (File.Exists(name))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Between a file's creation and its lock a cleaning process can take it: the next name is free again.
            }
        }
    }

    private static FileStreamOptions OptionsFor(FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = share,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static bool RemoveIfAbandoned(string file)
    {
        try
        {
            using var lockHeld = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(file);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            // Locked: a living process is writing it.
            return false;
        }
    }
}
