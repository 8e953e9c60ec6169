using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CallScript.Infrastructure.Recordings.Native;

/// <summary>
/// Makes the names in a folder durable. Flushing a file keeps its content, not its name: after a power cut a stored
/// recording could be missing, and a removed one be back. The base library cannot open a folder, so this asks the C library.
/// </summary>
internal static partial class DirectorySync
{
    // O_CLOEXEC alone: O_DIRECTORY has another value on each architecture, and a name in the vault that should be a folder and
    // is none fails at the next step anyway.
    private const int ReadOnly = 0x80000;

    /// <summary>Flushes a folder and those above it, up to the root: any of them may be new.</summary>
    public static void FlushUpTo(string root, string folder)
    {
        for (var current = folder; current.Length >= root.Length; current = Path.GetDirectoryName(current)!)
        {
            Flush(current);
        }
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(string folder)
    {
        // On other systems folders cannot be flushed, or need not be.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid || Sync(handle) != 0)
        {
            throw new IOException($"The folder of a recording could not be flushed: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle handle);
}
