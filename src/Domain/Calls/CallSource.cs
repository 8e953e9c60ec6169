namespace CallScript.Domain.Calls;

/// <summary>Where a call came from. With the source's own id and the organization it identifies the call.</summary>
public enum CallSource
{
    Ringba,

    /// <summary>A recording that somebody handed in.</summary>
    Upload,

    /// <summary>Delivered by another system; the id begins with the webhook's key.</summary>
    Webhook,
}
