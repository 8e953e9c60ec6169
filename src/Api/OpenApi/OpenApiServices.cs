using System.Text.Json.Nodes;
using CallScript.Api.Auth;
using CallScript.Api.Endpoints;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CallScript.Api.OpenApi;

internal static class OpenApiServices
{
    public const string DocumentName = "v1";

    /// <summary>The document of the API, from which the client's types are generated.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services
        .AddEndpointsApiExplorer()
        .AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo
            {
                Title = "CallScript",
                Version = "v1",
                Description = "Quality assurance of pay-per-call phone calls. Errors are problem details (RFC 9457) with a stable code.",
            });
            options.AddSecurityDefinition("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The access token of a session.",
            });
            options.AddSecurityRequirement(document => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference("bearer", document)] = [],
            });
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.UseAllOfToExtendReferenceSchemas();
            options.SchemaFilter<AlwaysPresentProperties>();
            options.OperationFilter<OrganizationParameter>();
            options.OperationFilter<DescribedHeaders>();
            options.ParameterFilter<EnumQueryNames>();
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "CallScript.*.xml"))
            {
                options.IncludeXmlComments(file);
            }
        });
}

/// <summary>Answers always hold every property, null or not; only requests may leave one out.</summary>
internal sealed class AlwaysPresentProperties : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Properties: { Count: > 0 } properties } answer
            && context.Type.Assembly.GetName().Name?.StartsWith("CallScript.", StringComparison.Ordinal) == true
            && !context.Type.Name.EndsWith("Request", StringComparison.Ordinal))
        {
            answer.Required = properties.Keys.ToHashSet();
        }
    }
}

/// <summary>Names the values that an enum in a query string may have.</summary>
internal sealed class EnumQueryNames : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        var type = context.ParameterInfo?.ParameterType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(EnumQuery<>) && parameter is OpenApiParameter target)
        {
            var names = (IEnumerable<string>)type.GetProperty(nameof(EnumQuery<DayOfWeek>.Names))!.GetValue(null)!;
            target.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. names.Select(name => (JsonNode)JsonValue.Create(name))],
            };
        }
    }
}

/// <summary>Names the organization of the route, which authorization reads and most handlers do not.</summary>
internal sealed class OrganizationParameter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        const string Name = OrganizationRequirements.RouteParameter;
        operation.Parameters ??= [];
        if (context.ApiDescription.RelativePath?.Contains($"{{{Name}", StringComparison.Ordinal) == true
            && operation.Parameters.All(parameter => parameter.Name != Name))
        {
            operation.Parameters.Insert(0, new OpenApiParameter
            {
                Name = Name,
                In = ParameterLocation.Path,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            });
        }
    }
}
