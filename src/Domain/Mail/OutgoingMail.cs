using CallScript.Domain.Common;

namespace CallScript.Domain.Mail;

public readonly record struct OutgoingMailId(Guid Value) : ITypedId<OutgoingMailId>
{
    public static OutgoingMailId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A letter on its way out, written with the change that caused it. Its words are sealed, because they carry links
/// that are as good as a password, and are forgotten as soon as it has been sent or given up.
/// </summary>
public sealed class OutgoingMail
{
    public const int RecipientMaxLength = 254;
    public const int LastErrorMaxLength = 200;

    /// <summary>With the back-off, a server may be away for about half a day.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(2);

    private OutgoingMail()
    {
    }

    public OutgoingMailId Id { get; private set; }

    public string Recipient { get; private set; } = "";

    /// <summary>Null once the letter needs no further attempt.</summary>
    public byte[]? SealedContent { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Null once the letter was sent or given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public string? LastError { get; private set; }

    public static OutgoingMail Create(OutgoingMailId id, string recipient, byte[] sealedContent, DateTimeOffset now) =>
        new() { Id = id, Recipient = recipient, SealedContent = sealedContent, CreatedAt = now, NextAttemptAt = now };

    public void Sent(DateTimeOffset now)
    {
        Attempts++;
        SentAt = now;
        LastError = null;
        Forget();
    }

    /// <param name="error">Why; a stable word or a short sentence without the letter's content.</param>
    /// <param name="now">UTC.</param>
    public void Failed(string error, DateTimeOffset now)
    {
        Attempts++;
        LastError = error.Length <= LastErrorMaxLength ? error : error[..LastErrorMaxLength];
        if (Attempts >= MaxAttempts)
        {
            Forget();
            return;
        }

        var delay = FirstDelay * Math.Pow(2, Attempts - 1);
        NextAttemptAt = now + (delay < LongestDelay ? delay : LongestDelay);
    }

    private void Forget()
    {
        SealedContent = null;
        NextAttemptAt = null;
    }
}
