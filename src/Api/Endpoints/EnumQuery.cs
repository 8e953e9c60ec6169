using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CallScript.Api.Endpoints;

/// <summary>An enum in a query string, written as in JSON: snake_case names, no numbers.</summary>
internal readonly record struct EnumQuery<TEnum>(TEnum Value)
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> ByName = Enum.GetValues<TEnum>()
        .ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryParse(string? text, [NotNullWhen(true)] out EnumQuery<TEnum> query)
    {
        var found = ByName.TryGetValue(text ?? "", out var value);
        query = new EnumQuery<TEnum>(value);
        return found;
    }
}
