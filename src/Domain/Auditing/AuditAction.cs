namespace CallScript.Domain.Auditing;

/// <summary>What was done. Stored by name: a value may be added, never renamed.</summary>
public enum AuditAction
{
    OrganizationCreated,
    PermissionRefused,
    OrganizationRenamed,
    VerticalsChosen,
    CampaignVerticalConfirmed,

    /// <summary>A person asked for calls of a campaign to be judged again, by the vertical that it has now.</summary>
    CampaignRejudgementAsked,
    CampaignRejudged,
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
    RingbaPixelIssued,
    RingbaPixelRemoved,
    InboundWebhookCreated,
    InboundWebhookRotated,
    InboundWebhookRevoked,
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
