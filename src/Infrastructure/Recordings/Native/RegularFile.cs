using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CallScript.Infrastructure.Recordings.Native;

/// <summary>
/// Opens files in folders that others write to. Between a look at a name and its opening it can become a link or a pipe, so the
/// opening itself has to refuse them; the base library cannot, so this asks the C library.
/// </summary>
internal static partial class RegularFile
{
    private const int ReadOnlyAtOnce = 0x80000 | 0x800;
    private const int AccessDenied = 13;

    private static int NoLinks => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <returns>The file, or null when there is none of this name, or it is a link, a folder, a pipe or a device.</returns>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream? TryOpenRead(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path) is { Exists: true, LinkTarget: null } ? File.OpenRead(path) : null;
        }

        var handle = Open(path, ReadOnlyAtOnce | NoLinks);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            return error == AccessDenied ? throw new UnauthorizedAccessException("A file of a watched folder may not be read.") : null;
        }

        try
        {
            // What is neither folder nor file cannot be sought in.
            var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (file.CanSeek && !File.GetAttributes(handle).HasFlag(FileAttributes.Directory))
            {
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or ArgumentException)
        {
            handle.Dispose();
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
