using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CallScript.Domain.Common;

namespace CallScript.Application.Recordings.Folders;

/// <summary>
/// How the names of recordings are made, as in <c>{started_at:yyyyMMdd-HHmmss}_{caller}_{campaign}</c>; extensions do not count.
/// Each field but the time reaches to the first letter of the text that follows it, the last one to the end, so that a name can be
/// read in one way only. Matching takes time in proportion to the name's length, whatever the name.
/// </summary>
public sealed class NameTemplate
{
    public const int LongestText = 200;

    private const string Skipped = "*";
    private const string Separators = "-_.:T Z";

    // The finest that a template can ask for; each has one width, so that digits need no separators.
    private static readonly string[] TimeParts = ["yyyy", "MM", "dd", "HH", "mm", "ss", "fff"];
    private static readonly string[] NeededParts = ["yyyy", "MM", "dd"];

    // The pattern cannot backtrack; the limit is for a machine that stands still.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern;
    private readonly IReadOnlyList<string> _fields;
    private readonly string? _timeFormat;

    private NameTemplate(Regex pattern, IReadOnlyList<string> fields, string? timeFormat) =>
        (_pattern, _fields, _timeFormat) = (pattern, fields, timeFormat);

    /// <summary>Reads a template.</summary>
    /// <returns>The template, or in which way it makes no sense or could be read in two.</returns>
    public static Result<NameTemplate> Parse(string text)
    {
        if (text.Length > LongestText)
        {
            return Wrong($"It is longer than {LongestText} letters.");
        }

        var (pattern, fields) = (new StringBuilder(@"\A"), new List<string>());
        string? timeFormat = null;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is '}' or '/' or '\\' || char.IsControl(text[at]))
            {
                return Wrong($"The letter at {at + 1} stands for nothing that a name can hold.");
            }

            if (text[at] != '{')
            {
                pattern.Append(Regex.Escape(text[at].ToString()));
                at++;
                continue;
            }

            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                return Wrong($"The brace at {at + 1} is not closed.");
            }

            var parts = text[(at + 1)..end].Split(':', 2);
            at = end + 1;
            char? next = at < text.Length ? text[at] : null;
            if (parts[0] == RecordingFields.StartedAt)
            {
                if (timeFormat is not null)
                {
                    return Wrong("It names started_at twice.");
                }

                if (PatternOfTime(parts.Length == 2 ? parts[1] : "") is not { } time)
                {
                    return Wrong(
                        $"started_at needs a format of {string.Join(", ", TimeParts)}, each once, with at least {string.Join(", ", NeededParts)}.");
                }

                timeFormat = parts[1];
                pattern.Append("(?<started_at>").Append(time).Append(')');
            }
            else if (parts.Length == 2)
            {
                return Wrong($"Only started_at has a format, not '{parts[0]}'.");
            }
            else if (parts[0] != Skipped && !RecordingFields.Names.Contains(parts[0]))
            {
                return Wrong(
                    $"There is no '{parts[0]}'; there are {string.Join(", ", RecordingFields.Names)}, and * for what is to be skipped.");
            }
            else if (fields.Contains(parts[0]))
            {
                return Wrong($"It names {parts[0]} twice.");
            }
            else if (next == '{')
            {
                return Wrong($"Nothing separates '{parts[0]}' from what follows, so that a name could be read in two ways.");
            }
            else
            {
                var reach = next is { } stop ? $@"[^\u{(int)stop:x4}]+" : ".+";
                pattern.Append(parts[0] == Skipped ? reach : $"(?<{parts[0]}>{reach})");
                if (parts[0] != Skipped)
                {
                    fields.Add(parts[0]);
                }
            }
        }

        return fields.Count == 0 && timeFormat is null
            ? Wrong("It names no field.")
            : new NameTemplate(
                new Regex(pattern.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit),
                fields,
                timeFormat);
    }

    /// <summary>Reads a name without its extension.</summary>
    /// <returns>The fields, none where the name was not made this way; a failure where its date or time does not exist.</returns>
    public Result<IReadOnlyDictionary<string, string>> Read(string name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_pattern.Match(name) is not { Success: true } match)
        {
            return Result<IReadOnlyDictionary<string, string>>.Of(values);
        }

        foreach (var field in _fields)
        {
            values.Add(field, match.Groups[field].Value);
        }

        if (_timeFormat is not null)
        {
            if (!DateTime.TryParseExact(
                match.Groups[RecordingFields.StartedAt].Value, Quoted(_timeFormat), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                return FolderErrors.NameHasNoTime;
            }

            values.Add(RecordingFields.StartedAt, time.ToString("O", CultureInfo.InvariantCulture));
        }

        return Result<IReadOnlyDictionary<string, string>>.Of(values);
    }

    private static string? PatternOfTime(string format)
    {
        var (pattern, seen) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        for (var at = 0; at < format.Length;)
        {
            if (Separators.Contains(format[at], StringComparison.Ordinal))
            {
                pattern.Append(Regex.Escape(format[at].ToString()));
                at++;
                continue;
            }

            var part = TimeParts.FirstOrDefault(part => format.AsSpan(at).StartsWith(part, StringComparison.Ordinal));
            if (part is null || !seen.Add(part))
            {
                return null;
            }

            pattern.Append(CultureInfo.InvariantCulture, $"[0-9]{{{part.Length}}}");
            at += part.Length;
        }

        return NeededParts.All(seen.Contains) ? pattern.ToString() : null;
    }

    // Separators mean themselves, whatever a format makes of them.
    private static string Quoted(string format) => string.Concat(
        format.Select(letter => Separators.Contains(letter, StringComparison.Ordinal) ? $@"\{letter}" : letter.ToString()));

    private static Error Wrong(string message) => new(ErrorKind.Validation, "name_template_wrong", message);
}
