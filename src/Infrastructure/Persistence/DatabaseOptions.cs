namespace CallScript.Infrastructure.Persistence;

/// <summary>As whom a host talks to the database; each role's rights are in the migrations.</summary>
public enum DatabaseRole
{
    /// <summary>Creates and owns the tables. Only migrations use it.</summary>
    Owner,

    /// <summary>The API: every row of the current organization, nothing else.</summary>
    App,

    /// <summary>The workers: as the API, and all organizations' work items.</summary>
    Worker,
}

public static class DatabaseRoles
{
    public const string App = "callscript_app";
    public const string Worker = "callscript_worker";
}
