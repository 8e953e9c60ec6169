using System.Text.Json;
using CallScript.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallScript.Infrastructure.Persistence;

/// <summary>How the domain's types lie in columns: typed ids as uuid, enums as snake_case text, money as numeric(12,4).</summary>
internal static class DomainConversions
{
    private const int EnumMaxLength = 32;

    public static void UseDomainConversions(this ModelConfigurationBuilder configuration)
    {
        foreach (var type in typeof(ITypedId<>).Assembly.GetTypes())
        {
            if (type.IsValueType && type.GetInterfaces().Any(IsTypedId))
            {
                configuration.Properties(type).HaveConversion(typeof(TypedIdConverter<>).MakeGenericType(type));
            }
            else if (type.IsEnum)
            {
                configuration.Properties(type)
                    .HaveConversion(typeof(SnakeCaseEnumConverter<>).MakeGenericType(type))
                    .HaveMaxLength(EnumMaxLength);
            }
        }

        configuration.Properties<decimal>().HavePrecision(12, 4);
    }

    private static bool IsTypedId(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ITypedId<>);
}

internal sealed class TypedIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value))
    where TId : struct, ITypedId<TId>
{
    // Expression trees cannot call a static abstract member.
    private static TId Make(Guid value) => TId.From(value);
}

internal sealed class SnakeCaseEnumConverter<TEnum>() : ValueConverter<TEnum, string>(
    value => Names[value], text => Values[text])
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, TEnum> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key);
}
