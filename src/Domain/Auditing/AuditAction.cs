namespace CallScript.Domain.Auditing;

/// <summary>What was done. Stored by name: a value may be added, never renamed.</summary>
public enum AuditAction
{
    OrganizationCreated,
    PermissionRefused,
    OrganizationRenamed,
    VerticalsChosen,
    CampaignVerticalConfirmed,
    MemberInvited,
    InviteResent,
    InviteRevoked,
    InviteAccepted,
    InviteDeclined,
    MemberRoleChanged,
    MemberRemoved,
    MemberLeft,
    ApiKeyCreated,
    ApiKeyRotated,
    ApiKeyRevoked,
    RingbaConnected,
    RingbaReconnected,
    RingbaReadingStarted,
    RingbaDisconnected,
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
    BackfillStarted,
    BackfillPaused,
    BackfillResumed,
    BackfillCancelled,

    /// <summary>A person said why a day differs from what the source adds up.</summary>
    DifferenceExplained,
    RetentionChanged,
    RetentionEnforced,
    LegalHoldPlaced,
    LegalHoldLifted,
    ErasurePreviewed,
    ErasureConfirmed,
    ErasureHeld,
    ErasureFinished,
    ErasureCertificateRead,

    /// <summary>Objects that no call referred to were removed.</summary>
    VaultSwept,
}
