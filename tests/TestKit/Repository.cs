namespace CallScript.TestKit;

/// <summary>Finds the project's committed files from wherever a test program was built.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "CallScript.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
