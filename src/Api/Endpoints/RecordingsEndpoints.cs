using System.Globalization;
using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Recordings;
using CallScript.Domain.Calls;
using CallScript.Domain.Campaigns;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CallScript.Api.Endpoints;

internal sealed class RecordingsEndpoints : IEndpointGroup
{
    /// <summary>The vault's own limit is lower; this one bounds what the server reads at all.</summary>
    private const long LargestUpload = 260_000_000;

    private static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder api)
    {
        var calls = api.MapOrganizationGroup("calls", "Recordings");
        calls.MapPost("/{callId:guid}/audio-link", CreateLinkAsync).WithName("CreateAudioLink")
            .WithSummary("A short-lived address from which the recording can be played.")
            .RequirePermission(Permission.ReadCalls);
        calls.MapGet("/{callId:guid}/audio", PlayAsync).WithName("PlayAudio")
            .WithSummary("The recording, with range requests. The address comes from CreateAudioLink.")
            .AllowAnonymous()
            .Produces(StatusCodes.Status200OK, contentType: "audio/mpeg", additionalContentTypes: ["audio/wav", "audio/mp4"])
            // A listener takes as long as the recording lasts.
            .DisableRequestTimeout();
        calls.MapPost("/import", ImportAsync).WithName("ImportRecording")
            .WithSummary("Make a call of a recording.")
            .RequirePermission(Permission.ImportCalls)
            .DisableAntiforgery()
            .WithRequestTimeout(UploadTime)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestUpload))
            .WithFormOptions(multipartBodyLengthLimit: LargestUpload)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<AudioLinkResponse>, ProblemHttpResult>> CreateLinkAsync(
        IMediator mediator, Guid callId, CancellationToken cancellationToken)
    {
        var link = await mediator.Send(new CreateAudioLink(callId), cancellationToken);
        return link.IsSuccess ? TypedResults.Ok(AudioLinkResponse.From(link.Value)) : link.Error.ToProblem();
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> PlayAsync(
        IMediator mediator,
        IAudioGrants grants,
        OrganizationGate gate,
        HttpContext http,
        Guid organizationId,
        Guid callId,
        AudioListener listener,
        long expires,
        string signature,
        CancellationToken cancellationToken,
        bool copy = false)
    {
        var grant = new AudioGrant(
            new OrganizationId(organizationId), new CallId(callId), listener, FromUnixSeconds(expires), signature);

        // The signature proves that we made the link; the gate, that the one it was made for still belongs here.
        if (!grants.IsValid(grant)
            || await gate.EnterAsync(grant.Listener, grant.OrganizationId, Permission.ReadCalls, cancellationToken) != GateAnswer.Entered)
        {
            return LinkErrors.Invalid.ToProblem();
        }

        var audio = await mediator.Send(new OpenCallAudio(callId, IsStart(http.Request), copy), cancellationToken);
        if (!audio.IsSuccess)
        {
            return audio.Error.ToProblem();
        }

        http.Response.Headers.CacheControl = "private, max-age=900";
        return TypedResults.Stream(
            audio.Value.Content,
            audio.Value.MediaType,
            fileDownloadName: null,
            audio.Value.StoredAt,
            new EntityTagHeaderValue($"\"{audio.Value.Identity}\""),
            enableRangeProcessing: true);
    }

    private static async Task<Results<Created<ImportRecordingResponse>, ProblemHttpResult>> ImportAsync(
        IMediator mediator,
        Guid organizationId,
        IFormFile file,
        [Microsoft.AspNetCore.Mvc.FromForm] string? campaignName,
        [Microsoft.AspNetCore.Mvc.FromForm] EnumQuery<Vertical>? vertical,
        [Microsoft.AspNetCore.Mvc.FromForm] DateTimeOffset? startedAt,
        [Microsoft.AspNetCore.Mvc.FromForm] string? callerNumber,
        [Microsoft.AspNetCore.Mvc.FromForm] string? sourceCallId,
        CancellationToken cancellationToken)
    {
        await using var content = file.OpenReadStream();
        var imported = await mediator.Send(
            new ImportRecording(
                content, Path.GetFileName(file.FileName), sourceCallId, campaignName, vertical?.Value, startedAt, callerNumber),
            cancellationToken);
        return imported.IsSuccess
            ? TypedResults.Created(
                string.Create(CultureInfo.InvariantCulture, $"/api/v1/organizations/{organizationId}/calls/{imported.Value.Id}"),
                imported.Value)
            : imported.Error.ToProblem();
    }

    // Players ask for the whole, or for a range from the first byte, and then for whatever the listener jumps to.
    private static bool IsStart(HttpRequest request) =>
        request.GetTypedHeaders().Range is not { } range || range.Ranges.FirstOrDefault()?.From is null or 0;

    private static DateTimeOffset FromUnixSeconds(long seconds) =>
        seconds is >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;
}

/// <param name="Url">Relative to the server; good for an audio element.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record AudioLinkResponse(string Url, DateTimeOffset ExpiresAt)
{
    public static AudioLinkResponse From(AudioLink link) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/organizations/{link.Grant.OrganizationId}/calls/{link.Grant.CallId}/audio"
            + $"?listener={link.Grant.Listener}&expires={link.Grant.ExpiresAt.ToUnixTimeSeconds()}&signature={link.Grant.Signature}"
            + $"{(link.Copy ? "&copy=true" : "")}"),
        link.Grant.ExpiresAt);
}

internal static class LinkErrors
{
    /// <summary>Expired, forged, or made for somebody who may no longer listen: the caller need not know which.</summary>
    public static Error Invalid { get; } =
        new(ErrorKind.Forbidden, "audio_link_invalid", "The link is no longer good. Ask for a new one.");
}
