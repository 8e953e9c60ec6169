using CallScript.Application.Recordings.Folders;

namespace CallScript.Infrastructure.Recordings.Folders;

/// <summary>Where recordings that somebody hands in lie: shows them, opens them and puts them aside. Who may become a call is no business of it.</summary>
internal interface IWatchedPlace
{
    /// <summary>For logs; names no recording.</summary>
    string Name { get; }

    /// <summary>Those that have content and pass, as they are now.</summary>
    /// <param name="isWanted">By name.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is no such place.</returns>
    Task<IReadOnlyList<WatchedEntry>?> ListAsync(Func<string, bool> isWanted, int limit, CancellationToken cancellationToken);

    /// <returns>The content, which can be read twice; null when the entry has gone or is another by now.</returns>
    Task<Stream?> OpenAsync(WatchedEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a recording into a folder of the place, and its side-car after it: a recording without its side-car would be another call.
    /// What has changed meanwhile stays; what lies there already is not replaced.
    /// </summary>
    /// <param name="group">What to move.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="reason">Put beside them; null where there is nothing to say.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where another process was quicker.</returns>
    Task<bool> PutAsideAsync(WatchedGroup group, string folder, string? reason, CancellationToken cancellationToken);
}

/// <param name="Name">With its extension, without its folder.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ModifiedAt">UTC.</param>
/// <param name="Tag">Of its content, where the place knows one.</param>
internal sealed record WatchedEntry(string Name, long Length, DateTime ModifiedAt, string? Tag = null)
{
    /// <summary>Two looks found it the same.</summary>
    public bool IsWhole { get; init; }

    public int Tries { get; init; }

    public bool IsSideCar => SideCar.IsSideCar(Name);

    public bool IsSame(WatchedEntry? earlier) =>
        earlier is not null && (earlier.Length, earlier.ModifiedAt, earlier.Tag) == (Length, ModifiedAt, Tag);
}

/// <summary>Recordings of one name, and what lies beside them.</summary>
internal sealed record WatchedGroup(IReadOnlyList<WatchedEntry> Recordings, IReadOnlyList<WatchedEntry> SideCars)
{
    public IEnumerable<WatchedEntry> All => Recordings.Concat(SideCars);

    /// <summary>What both are called, without their extensions.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Recordings[0].Name);
}
