namespace CallScript.Application.Common.Mail;

/// <summary>
/// Sends letters. A letter joins the unit of work: it goes out when, and only when, the change that caused it is
/// saved, and is tried again while the mail server is away.
/// </summary>
public interface IMailer
{
    /// <param name="recipient">One address; it is not checked again.</param>
    /// <param name="letter">What to say.</param>
    void Send(string recipient, Letter letter);
}

/// <summary>One kind of letter: a record with what it says, so that every letter of a kind reads the same.</summary>
public abstract record Letter
{
    public abstract string Subject { get; }

    /// <summary>Plain sentences; the renderer takes care of what the form of a mail needs.</summary>
    public abstract IReadOnlyList<string> Paragraphs { get; }

    /// <summary>The one thing to do, if there is one.</summary>
    public virtual LetterLink? Link => null;
}

/// <param name="Label">What following the link does.</param>
/// <param name="Path">A page of the user interface. What is secret stands behind a hash sign, where no server log sees it.</param>
public sealed record LetterLink(string Label, string Path);
