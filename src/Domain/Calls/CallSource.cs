using CallScript.Domain.Integrations;

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

/// <summary>Who reports a call.</summary>
/// <param name="Source">The kind of source.</param>
/// <param name="ConnectionId">The account, for sources that an organization may have several of.</param>
public readonly record struct CallOrigin(CallSource Source, RingbaConnectionId? ConnectionId = null)
{
    public static implicit operator CallOrigin(CallSource source) => new(source);
}
