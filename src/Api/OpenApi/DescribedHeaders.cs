using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CallScript.Api.OpenApi;

/// <summary>A header that an endpoint reads by itself, and that the document would otherwise not know.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Description">What it says.</param>
/// <param name="IsRequired">Whether the request is refused without it.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
internal sealed record RequestHeader(string Name, string Description, bool IsRequired = false, bool IsNumber = false);

/// <summary>A header that an endpoint answers with.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Description">What it says.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
/// <param name="OnErrors">Whether answers that refuse have it too.</param>
internal sealed record ResponseHeader(string Name, string Description, bool IsNumber = false, bool OnErrors = false);

/// <summary>The media type of a body that an endpoint reads by itself.</summary>
internal sealed record RequestBytes(string MediaType, string Description);

/// <summary>Describes the headers and bodies that endpoints name as metadata.</summary>
internal sealed class DescribedHeaders : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var header in metadata.OfType<RequestHeader>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Required = header.IsRequired,
                Schema = SchemaOf(header.IsNumber),
            });
        }

        foreach (var body in metadata.OfType<RequestBytes>())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = body.Description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [body.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
            };
        }

        foreach (var header in metadata.OfType<ResponseHeader>())
        {
            foreach (var (status, response) in operation.Responses ?? [])
            {
                if (response is OpenApiResponse answer && (header.OnErrors || status.StartsWith('2')))
                {
                    answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
                    answer.Headers[header.Name] = new OpenApiHeader { Description = header.Description, Schema = SchemaOf(header.IsNumber) };
                }
            }
        }
    }

    private static OpenApiSchema SchemaOf(bool isNumber) => isNumber
        ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" }
        : new OpenApiSchema { Type = JsonSchemaType.String };
}
