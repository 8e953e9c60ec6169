using CallScript.Api.Errors;
using CallScript.Api.Hosting;
using CallScript.Application.Ingest;
using CallScript.Application.Integrations.Ringba;
using CallScript.Application.Integrations.Webhooks;
using CallScript.Infrastructure.Integrations.StandardWebhooks;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>What other systems send by themselves. They have no session: what they know is an address, and its secret.</summary>
internal sealed class DeliveriesEndpoints : IEndpointGroup
{
    private const long LargestDelivery = 1_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var ingest = api.MapGroup("/ingest").WithTags("Deliveries").AllowAnonymous().LimitSenders();
        ingest.MapPost("/webhooks/{address}", ReceiveAsync).WithName("DeliverCalls")
            .WithSummary("Deliver one call or a list of calls, signed as Standard Webhooks says. A delivery sent again is answered the same.")
            .Accepts<IReadOnlyList<DeliveredCall>>("application/json")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDelivery))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        ingest.MapGet("/ringba/{token}", AnnounceAsync).WithName("AnnounceRingbaCall")
            .WithSummary("For a pixel of Ringba's: the call that callId names is looked up, or the account read, at once. Nothing else is looked at.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        ingest.MapPost("/ringba/{token}", AnnounceAsync).WithName("AnnounceRingbaCallByPost")
            .WithSummary("As AnnounceRingbaCall.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    // What else the pixel says is neither read nor believed; whatever Ringba is told to send along, the answer is the same.
    private static async Task<Results<NoContent, ProblemHttpResult>> AnnounceAsync(
        IMediator mediator, string token, string? callId, CancellationToken cancellationToken)
    {
        var announced = await mediator.Send(new AnnounceRingbaCall(token, callId), cancellationToken);
        return announced.IsSuccess ? TypedResults.NoContent() : announced.Error.ToProblem();
    }

    private static async Task<Results<Ok<DeliveryReceipt>, ProblemHttpResult>> ReceiveAsync(
        IMediator mediator, HttpRequest request, string address, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var received = await mediator.Send(
            new ReceiveDelivery(
                address,
                new Delivery(
                    request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                    body.GetBuffer().AsMemory(0, (int)body.Length))),
            cancellationToken);
        return received.IsSuccess ? TypedResults.Ok(received.Value) : received.Error.ToProblem();
    }
}
