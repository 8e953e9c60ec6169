using System.Net;
using System.Text;
using CallScript.Application.Common.Mail;

namespace CallScript.Infrastructure.Mail;

/// <summary>A letter as it goes over the wire: the same words as text and as HTML.</summary>
internal sealed record LetterContent(string Subject, string Text, string Html)
{
    private const int SubjectMaxLength = 200;

    public static LetterContent Render(Letter letter, Uri site)
    {
        var text = new StringBuilder();
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;font-size:15px;line-height:1.5\">");
        foreach (var paragraph in letter.Paragraphs)
        {
            text.Append(paragraph).Append("\n\n");
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph)).Append("</p>");
        }

        if (letter.Link is { } link)
        {
            var address = new Uri(site, link.Path).AbsoluteUri;
            text.Append(link.Label).Append(":\n").Append(address).Append("\n\n");
            html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(address)).Append("\">")
                .Append(WebUtility.HtmlEncode(link.Label)).Append("</a></p>");
        }

        text.Append("-- \nCallScript, ").Append(site.AbsoluteUri).Append('\n');
        html.Append("<p style=\"color:#656871\">CallScript, ").Append(WebUtility.HtmlEncode(site.AbsoluteUri)).Append("</p></body></html>");
        return new LetterContent(HeaderSafe(letter.Subject), text.ToString(), html.ToString());
    }

    // Names that people chose stand in subjects; a line break among them would start a header of its own.
    private static string HeaderSafe(string subject)
    {
        var line = string.Concat(subject.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= SubjectMaxLength ? line : line[..SubjectMaxLength];
    }
}
