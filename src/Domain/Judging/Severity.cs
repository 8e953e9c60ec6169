namespace CallScript.Domain.Judging;

/// <summary>How much a broken rule matters.</summary>
public enum Severity
{
    Info,
    Warning,
    Critical,
}
