namespace CallScript.RingbaSimulator;

/// <summary>Where recordings are served. As at Ringba, HEAD is refused, and a link may lead to another place first.</summary>
internal sealed class RecordingEndpoint(RingbaSimulatorOptions options, CallBook calls, FaultPlan faults)
{
    /// <summary>Where a redirected link ends up.</summary>
    public const string StorePath = "/recording-store";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/recording-public", StorePath])
        {
            routes.MapGet(path, Serve).WithMetadata(new RouteTag(SimulatedRoute.Recording));
            routes.MapMethods(path, [HttpMethods.Head], () => Results.StatusCode(StatusCodes.Status403Forbidden))
                .WithMetadata(new RouteTag(SimulatedRoute.Recording));
        }
    }

    private IResult Serve(string? k)
    {
        if (k is null || calls.FindByRecordingKey(k) is not { } call)
        {
            return Results.NotFound();
        }

        var inForce = faults.For(SimulatedRoute.Recording, calls.AccountOf(call)).ToList();
        var now = options.Clock.GetUtcNow();
        if (inForce.Select(fault => fault.Refuses(call, k, now)).FirstOrDefault(status => status is not null) is { } refusal)
        {
            return Results.StatusCode(refusal);
        }

        var recording = call.Recording;
        foreach (var fault in inForce)
        {
            recording = recording is null ? null : fault.Shape(recording, call);
        }

        if (recording is null)
        {
            return Results.NotFound();
        }

        var content = inForce.Aggregate(recording.Open(), (stream, fault) => fault.Wrap(stream));
        return Results.Stream(content, recording.ContentType, enableRangeProcessing: content.CanSeek);
    }
}
