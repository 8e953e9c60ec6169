namespace CallScript.Domain.Auditing;

/// <summary>What was done. Stored by name: a value may be added, never renamed.</summary>
public enum AuditAction
{
    OrganizationCreated,
    PermissionRefused,
    RingbaConnected,
    RecordingPlayed,
    RecordingImported,
    CallRetried,
    ReviewDecided,
    KeysRotated,
}
