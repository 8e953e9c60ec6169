using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Calls;

/// <summary>
/// The totals of the calls that started within an hour, by account. The database keeps them up to date in the same
/// transaction as the calls, so they are always what adding the calls up would give.
/// </summary>
public sealed class CallHour : ITenantOwned
{
    private CallHour()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    /// <summary>UTC; the hour's start.</summary>
    public DateTimeOffset Hour { get; private set; }

    /// <summary><see cref="Call.ConnectionId"/>, or all zeroes for calls without one.</summary>
    public Guid ConnectionId { get; private set; }

    public int Calls { get; private set; }

    /// <summary>Milliseconds, so that sums are exact.</summary>
    public long DurationMilliseconds { get; private set; }

    /// <summary>Milliseconds.</summary>
    public long ConnectedMilliseconds { get; private set; }

    public decimal Revenue { get; private set; }

    public decimal Payout { get; private set; }
}
