using System.Text;
using System.Text.Json;
using CallScript.Domain.Common;

namespace CallScript.Application.Recordings.Folders;

/// <summary>
/// What lies beside a recording and says of the call what <see cref="RecordingFields"/> names: a JSON object, or CSV with a header and
/// one row. Other fields are not looked at.
/// </summary>
public static class SideCar
{
    public const int LargestBytes = 64 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The extensions by which side-cars are told from recordings.</summary>
    public static bool IsSideCar(string fileName) => IsJson(fileName) || fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one.</summary>
    /// <param name="fileName">Whose extension tells which kind it is.</param>
    /// <param name="content">At most <see cref="LargestBytes"/>.</param>
    public static Result<IReadOnlyDictionary<string, string>> Read(string fileName, ReadOnlySpan<byte> content)
    {
        try
        {
            var text = Utf8.GetString(content).TrimStart('\ufeff');
            return IsJson(fileName) ? ReadJson(text) : ReadCsv(text);
        }
        catch (DecoderFallbackException)
        {
            return FolderErrors.SideCar("it is not UTF-8.");
        }
        catch (JsonException)
        {
            return FolderErrors.SideCar("it is not JSON.");
        }
    }

    private static bool IsJson(string fileName) => fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static Result<IReadOnlyDictionary<string, string>> ReadJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return FolderErrors.SideCar("it is not one JSON object.");
        }

        var fields = document.RootElement.EnumerateObject().Where(property => IsKnown(property.Name)).ToList();
        var wrong = fields
            .Where(property => property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
            .Select(property => NameOf(property.Name))
            .FirstOrDefault();
        return wrong is null
            ? Collect(fields.Select(property => (property.Name, property.Value.ToString())))
            : FolderErrors.SideCar($"the value of {wrong} is neither text nor a number.");
    }

    private static Result<IReadOnlyDictionary<string, string>> ReadCsv(string text)
    {
        if (CsvRows(text) is not { } rows)
        {
            return FolderErrors.SideCar("its quotes do not match.");
        }

        if (rows.Count != 2 || rows[0].Count != rows[1].Count)
        {
            return FolderErrors.SideCar("it is not a header and one row of as many fields.");
        }

        return Collect(rows[0].Zip(rows[1]).Where(cell => IsKnown(cell.First.Trim())).Select(cell => (cell.First.Trim(), cell.Second)));
    }

    /// <summary>Rows as RFC 4180 has them; lines without anything are none.</summary>
    /// <returns>Null where a quote stands in an unquoted field, or is not closed, or is followed by more of its field.</returns>
    private static List<List<string>>? CsvRows(string text)
    {
        var (rows, row, field) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        for (var at = 0; at <= text.Length; at++)
        {
            var isQuoted = at < text.Length && text[at] == '"' && field.Length == 0;
            if (isQuoted)
            {
                for (at++; ; at++)
                {
                    if (at >= text.Length)
                    {
                        return null;
                    }

                    if (text[at] != '"')
                    {
                        field.Append(text[at]);
                    }
                    else if (at + 1 < text.Length && text[at + 1] == '"')
                    {
                        field.Append('"');
                        at++;
                    }
                    else
                    {
                        at++;
                        break;
                    }
                }
            }

            var isEnd = at >= text.Length || text[at] is '\r' or '\n';
            if (isEnd || text[at] == ',')
            {
                row.Add(field.ToString());
                field.Clear();
                if (isEnd)
                {
                    if (row.Count > 1 || row[0].Length > 0)
                    {
                        rows.Add(row);
                    }

                    row = [];
                    at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 1 : 0;
                }
            }
            else if (isQuoted || text[at] == '"')
            {
                return null;
            }
            else
            {
                field.Append(text[at]);
            }
        }

        return rows;
    }

    private static Result<IReadOnlyDictionary<string, string>> Collect(IEnumerable<(string Name, string Value)> fields)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (!values.TryAdd(NameOf(name), value))
            {
                return FolderErrors.SideCar($"it names {NameOf(name)} twice.");
            }
        }

        return Result<IReadOnlyDictionary<string, string>>.Of(values);
    }

    private static bool IsKnown(string name) => RecordingFields.Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string NameOf(string name) => RecordingFields.Names.First(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
