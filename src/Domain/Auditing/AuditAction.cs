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
    SignedIn,
    SignInFailed,

    /// <summary>Tried while too many failures hold the account back.</summary>
    SignInLocked,

    PasswordChanged,
    PasswordReset,
    EmailChanged,
    TwoFactorEnabled,
    TwoFactorDisabled,
    RecoveryCodesRenewed,
    SessionRevoked,
    IdentityProviderChanged,
    IdentityProviderRemoved,
    KeysRotated,
    RingbaCredentialInvalid,
    RingbaCredentialValid,
    RetentionChanged,
    RetentionEnforced,
    LegalHoldPlaced,
    LegalHoldLifted,
    ErasurePreviewed,
    ErasureConfirmed,
    ErasureHeld,
    ErasureFinished,
    ErasureCertificateRead,
}
