using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;

namespace CallScript.Domain.Integrations;

/// <summary>An organization's Ringba account and how far it has been read.</summary>
public sealed class RingbaConnection : ITenantOwned
{
    public const int AccountIdMaxLength = 100;

    /// <summary>Calls that started this long before the cursor are read again: rows, links and money arrive late.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(20);

    /// <summary>How far back a call may have started and still be waited for while it is live.</summary>
    public static readonly TimeSpan LongestLiveCall = TimeSpan.FromHours(24);

    /// <summary>What was missed for longer is caught up with beside live reading, so that the newest calls come first.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromDays(1);

    /// <summary>After so many failures in a row reading pauses.</summary>
    public const int ToleratedFailures = 3;

    /// <summary>However many pixels come, the account is not read again sooner than this after a read.</summary>
    public static readonly TimeSpan PixelPause = TimeSpan.FromSeconds(5);

    /// <summary>Pixels are written down at most this often.</summary>
    public static readonly TimeSpan PixelPrecision = TimeSpan.FromSeconds(1);

    private const int PixelTokenBytes = 32;

    private static readonly TimeSpan ShortestProbe = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(15);

    private RingbaConnection()
    {
    }

    public OrganizationId OrganizationId { get; private set; }

    public RingbaConnectionId Id { get; private set; }

    public Uri BaseAddress { get; private set; } = null!;

    public string AccountId { get; private set; } = "";

    /// <summary>The API token, encrypted for this organization.</summary>
    public byte[] ProtectedToken { get; private set; } = [];

    /// <summary>The first call to read started at or after this time; null until reading was started.</summary>
    public DateTimeOffset? ReadFrom { get; private set; }

    /// <summary>Every call that started before this time has been read at least once, or belongs to a read that is under way.</summary>
    public DateTimeOffset Cursor { get; private set; }

    public DateTimeOffset? LastReadAt { get; private set; }

    /// <summary>What went wrong at the last read; null when nothing did.</summary>
    public string? LastError { get; private set; }

    /// <summary>The error's stable name.</summary>
    public string? LastErrorCode { get; private set; }

    public DateTimeOffset? LastErrorAt { get; private set; }

    /// <summary>Since when Ringba refuses the token or the account; null while it does not.</summary>
    public DateTimeOffset? InvalidSince { get; private set; }

    /// <summary>Reads that failed since one succeeded.</summary>
    public int FailuresInARow { get; private set; }

    /// <summary>When an account that refuses, or fails again and again, is tried next.</summary>
    public DateTimeOffset? NextProbeAt { get; private set; }

    /// <summary>When each entry of the plan of re-reads is due, in the plan's order.</summary>
    public IReadOnlyList<DateTimeOffset> RereadsDueAt { get; private set; } = [];

    /// <summary>Of the token in the pixel's address; null while there is no pixel.</summary>
    public byte[]? PixelTokenHash { get; private set; }

    public DateTimeOffset? PixelIssuedAt { get; private set; }

    /// <summary>When a pixel last announced something, to the second.</summary>
    public DateTimeOffset? LastPixelAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <param name="organizationId">The owner.</param>
    /// <param name="id">The new connection's id.</param>
    /// <param name="baseAddress">Ringba's address; ends with a slash.</param>
    /// <param name="accountId">Ringba's account id.</param>
    /// <param name="protectedToken">The encrypted token.</param>
    /// <param name="readFrom">The first call to read started at or after this time; null: reading is started later.</param>
    /// <param name="now">The present.</param>
    public static RingbaConnection Create(
        OrganizationId organizationId,
        RingbaConnectionId id,
        Uri baseAddress,
        string accountId,
        byte[] protectedToken,
        DateTimeOffset? readFrom,
        DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Id = id,
            BaseAddress = baseAddress,
            AccountId = accountId,
            ProtectedToken = protectedToken,
            ReadFrom = readFrom,
            Cursor = readFrom ?? now,
            CreatedAt = now,
        };

    /// <summary>The same account at another address or with another token.</summary>
    public void Reconnect(Uri baseAddress, byte[] protectedToken)
    {
        BaseAddress = baseAddress;
        ReplaceToken(protectedToken);
    }

    /// <summary>Sets where the first read begins.</summary>
    public Result StartReading(DateTimeOffset from)
    {
        if (ReadFrom is not null)
        {
            return RingbaConnectionErrors.ReadingAlready;
        }

        (ReadFrom, Cursor) = (from, from);
        return Result.Success;
    }

    /// <summary>Where the next read starts, so that late rows and calls that were still live are seen again.</summary>
    public DateTimeOffset NextReadFrom(DateTimeOffset? oldestLiveCall, DateTimeOffset now)
    {
        var from = (GapAt(now) is null ? Cursor : now) - Overlap;
        return oldestLiveCall < from ? oldestLiveCall.Value : from;
    }

    /// <summary>Where the time begins that is too long for the next read, and is caught up with beside it; null when there is none.</summary>
    public DateTimeOffset? GapAt(DateTimeOffset now) =>
        now - Cursor <= LongestGap ? null : Cursor - Overlap < ReadFrom ? ReadFrom : Cursor - Overlap;

    public void ReadThrough(DateTimeOffset through, DateTimeOffset now)
    {
        Cursor = through > Cursor ? through : Cursor;
        LastReadAt = now;
        Answered();
    }

    /// <summary>Ringba answered a read: whatever was wrong has passed.</summary>
    public void Answered() => ForgetErrors();

    /// <summary>A span before the first read was read too; re-reads cover it from now on.</summary>
    public void ReadBack(DateTimeOffset from, DateTimeOffset to)
    {
        if (from < ReadFrom && to >= ReadFrom)
        {
            ReadFrom = from;
        }
    }

    /// <summary>The re-reads that are due, each of which is due again one interval from now.</summary>
    public IReadOnlyList<Reread> TakeDueRereads(IReadOnlyList<Reread> plan, DateTimeOffset now)
    {
        if (RereadsDueAt.Count != plan.Count)
        {
            RereadsDueAt = [.. plan.Select(entry => now + entry.Every)];
            return [];
        }

        List<Reread> due = [.. plan.Where((_, index) => RereadsDueAt[index] <= now)];
        if (due.Count > 0)
        {
            RereadsDueAt = [.. plan.Select((entry, index) => RereadsDueAt[index] <= now ? now + entry.Every : RereadsDueAt[index])];
        }

        return due;
    }

    /// <summary>
    /// Keeps what went wrong. A refusal does not pass by itself and is not hammered: reading pauses, but for a probe after as
    /// long as the refusal has lasted. Other failures pause it when they repeat, each time for twice as long.
    /// </summary>
    public void ReadFailed(Error error, DateTimeOffset now)
    {
        (LastError, LastErrorCode, LastErrorAt) = (error.Message, error.Code, now);
        FailuresInARow++;
        if (error.Kind is ErrorKind.Forbidden or ErrorKind.NotFound)
        {
            InvalidSince ??= now;
            NextProbeAt = now + TimeSpan.FromTicks(Math.Clamp((now - InvalidSince.Value).Ticks, ShortestProbe.Ticks, LongestProbe.Ticks));
        }
        else if (FailuresInARow >= ToleratedFailures)
        {
            var pause = ShortestBreak * Math.Pow(2, Math.Min(FailuresInARow - ToleratedFailures, 10));
            NextProbeAt = now + (pause < LongestBreak ? pause : LongestBreak);
        }
    }

    /// <summary>Whether reading pauses because Ringba refuses the credential or keeps failing.</summary>
    public bool IsPausedAt(DateTimeOffset now) => now < NextProbeAt;

    /// <summary>Another credential: whatever was wrong with the one before says nothing of it.</summary>
    public void ReplaceToken(byte[] protectedToken)
    {
        ProtectedToken = protectedToken;
        ForgetErrors();
    }

    /// <summary>Makes the secret part of a pixel's address; an earlier one ends.</summary>
    /// <returns>The token, to show once.</returns>
    public string IssuePixel(DateTimeOffset now)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PixelTokenBytes));
        (PixelTokenHash, PixelIssuedAt, LastPixelAt) = (PixelHashOf(token), now, null);
        return token;
    }

    public void RemovePixel() => (PixelTokenHash, PixelIssuedAt, LastPixelAt) = (null, null, null);

    public static byte[] PixelHashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private void ForgetErrors()
    {
        (LastError, LastErrorCode, LastErrorAt, InvalidSince, NextProbeAt) = (null, null, null, null, null);
        FailuresInARow = 0;
    }
}

public static class RingbaConnectionErrors
{
    public static Error NotConnected { get; } =
        new(ErrorKind.NotFound, "ringba_not_connected", "No Ringba account is connected.");

    public static Error NoPixel { get; } =
        new(ErrorKind.NotFound, "pixel_not_found", "There is no such pixel.");

    public static Error ReadingAlready { get; } =
        new(ErrorKind.Conflict, "ringba_reading_already", "The account is being read already.");

    public static Error OtherAccount(string accountId) => new(
        ErrorKind.Conflict, "ringba_other_account", $"The account {accountId} is connected. Disconnect it before connecting another.");
}
