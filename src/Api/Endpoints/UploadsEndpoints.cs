using System.Globalization;
using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Api.OpenApi;
using CallScript.Application.Recordings.Uploads;
using CallScript.Domain.Common;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>
/// Recordings that arrive in pieces: the tus protocol 1.0.0 with its extensions creation, creation-with-upload, termination,
/// expiration and checksum. Any tus client works.
/// </summary>
internal sealed class UploadsEndpoints : IEndpointGroup
{
    private const string Version = "1.0.0";
    private const string Extensions = "creation,creation-with-upload,termination,expiration,checksum";
    private const string PieceType = "application/offset+octet-stream";
    private static readonly RequestHeader Speaks = new(
        "Tus-Resumable", $"The version of the protocol that the client speaks: {Version}.", IsRequired: true);

    private static readonly ResponseHeader Resumable = new(
        "Tus-Resumable", "The version of the protocol that the server speaks.", OnErrors: true);

    private static readonly RequestHeader Announced = new(
        "Upload-Length", "The length of the whole in bytes.", IsRequired: true, IsNumber: true);

    private static readonly RequestHeader Said = new(
        "Upload-Metadata",
        "Pairs of a name and a value in base64, parted by commas: filename and what else is known of the call.");

    private static readonly RequestHeader Begins = new(
        "Upload-Offset", "The byte at which the piece begins: where the upload stands.", IsRequired: true, IsNumber: true);

    private static readonly RequestHeader Digest = new(
        "Upload-Checksum", "An algorithm, a space and the piece's digest in base64.");

    private static readonly ResponseHeader Stands = new("Upload-Offset", "How many bytes have arrived.", IsNumber: true);
    private static readonly ResponseHeader Expires = new("Upload-Expires", "When an upload that was not finished is forgotten, as HTTP writes dates.");
    private static readonly ResponseHeader Call = new("Upload-Call-Id", "The call that the recording became, once it is complete.");

    private static readonly RequestBytes Piece = new(PieceType, "The piece.");

    private static readonly Dictionary<string, int> Digests = new(StringComparer.Ordinal) { ["sha1"] = 20, ["sha256"] = 32 };

    private static readonly Error OtherVersion = new(
        ErrorKind.Validation, "tus_version", $"Send Tus-Resumable: {Version}.");

    private static readonly Error NotAPiece = new(
        ErrorKind.Validation, "upload_media_type", $"A piece is sent as {PieceType}.");

    public static void Map(IEndpointRouteBuilder api)
    {
        var uploads = api.MapOrganizationGroup("uploads", "Uploads");
        uploads.AddEndpointFilter(SpeakTusAsync);
        uploads.MapMethods("", ["OPTIONS"], Describe).WithName("DescribeUploads").WithSummary("What this server understands of tus.")
            .RequirePermission(Permission.ImportCalls)
            .WithMetadata(
                new ResponseHeader("Tus-Version", "Versions of the protocol that are understood."),
                new ResponseHeader("Tus-Extension", "Extensions of it that are understood."),
                new ResponseHeader("Tus-Checksum-Algorithm", "Algorithms for Upload-Checksum."),
                new ResponseHeader("Tus-Max-Size", "The longest upload in bytes.", IsNumber: true),
                Resumable);
        uploads.MapPost("", CreateAsync).WithName("CreateUpload")
            .WithSummary("Announce a recording by Upload-Length and Upload-Metadata (tus); the body may hold its first piece.")
            .RequirePermission(Permission.ImportCalls)
            .TakesPieces()
            .WithMetadata(
                Speaks, Announced, Said, Digest, Piece, Resumable, new ResponseHeader("Location", "The address of the upload."), Stands, Expires, Call)
            .ProducesProblem(StatusCodes.Status409Conflict);
        uploads.MapMethods("/{uploadId:guid}", ["HEAD"], GetAsync).WithName("GetUpload").WithSummary("How far an upload is (tus).")
            .RequirePermission(Permission.ImportCalls)
            .WithMetadata(
                Speaks, Resumable, Stands, Expires, Call,
                new ResponseHeader("Upload-Length", "The length of the whole in bytes.", IsNumber: true),
                new ResponseHeader("Upload-Metadata", "As it was announced."));
        uploads.MapPatch("/{uploadId:guid}", AppendAsync).WithName("AppendToUpload")
            .WithSummary("Send a piece (tus). With the last one the recording becomes the call that Upload-Call-Id names.")
            .RequirePermission(Permission.ImportCalls)
            .TakesPieces()
            .WithMetadata(Speaks, Begins, Digest, Piece, Resumable, Stands, Expires, Call)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status423Locked)
            .ProducesProblem(Problems.ChecksumMismatch);
        uploads.MapDelete("/{uploadId:guid}", TerminateAsync).WithName("TerminateUpload")
            .WithSummary("End an upload and remove what has arrived (tus).")
            .RequirePermission(Permission.ImportCalls)
            .WithMetadata(Speaks, Resumable)
            .ProducesProblem(StatusCodes.Status423Locked);
        uploads.MapPost("/{uploadId:guid}", OverrideAsync).WithName("OverrideUploadMethod")
            .WithSummary("For clients that can only post: X-HTTP-Method-Override names PATCH or DELETE (tus).")
            .RequirePermission(Permission.ImportCalls)
            .TakesPieces()
            .WithMetadata(
                Speaks, new RequestHeader("X-HTTP-Method-Override", "PATCH or DELETE.", IsRequired: true),
                Begins with { IsRequired = false }, Digest, Piece, Resumable, Stands, Expires, Call)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async ValueTask<object?> SpeakTusAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Version;
        if (HttpMethods.IsOptions(request.Method) || request.Headers["Tus-Resumable"] == Version)
        {
            return await next(context);
        }

        response.Headers["Tus-Version"] = Version;
        return OtherVersion.ToProblem();
    }

    private static NoContent Describe(IUploadStore store, HttpResponse response)
    {
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = Extensions;
        response.Headers["Tus-Checksum-Algorithm"] = string.Join(',', Digests.Keys);
        response.Headers["Tus-Max-Size"] = Text(store.LargestUpload);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created, ProblemHttpResult>> CreateAsync(
        IMediator mediator, HttpContext http, Guid organizationId, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (Number(request, "Upload-Length") is not { } length)
        {
            return Invalid("Upload-Length", "Announce the length of the whole in bytes.").ToProblem();
        }

        var hasPiece = request.ContentLength > 0 || (request.ContentLength is null && request.ContentType is not null);
        var checksum = Checksum(request);
        if (!checksum.IsSuccess || (hasPiece && request.ContentType != PieceType))
        {
            return (checksum.Error ?? NotAPiece).ToProblem();
        }

        var created = await mediator.Send(new CreateUpload(length, request.Headers["Upload-Metadata"].ToString()), cancellationToken);
        if (created.IsSuccess && hasPiece)
        {
            created = await mediator.Send(
                new AppendToUpload(created.Value.Id, 0, request.Body, request.ContentLength, checksum.Value), cancellationToken);
        }

        if (!created.IsSuccess)
        {
            return created.Error.ToProblem();
        }

        Show(http.Response, created.Value);
        return TypedResults.Created($"/api/v1/organizations/{organizationId}/uploads/{created.Value.Id}");
    }

    private static async Task<Results<Ok, ProblemHttpResult>> GetAsync(
        IMediator mediator, HttpResponse response, Guid uploadId, CancellationToken cancellationToken)
    {
        var upload = await mediator.Send(new GetUpload(uploadId), cancellationToken);
        if (!upload.IsSuccess)
        {
            return upload.Error.ToProblem();
        }

        Show(response, upload.Value);
        response.Headers["Upload-Length"] = Text(upload.Value.Length);
        if (upload.Value.Metadata.Length > 0)
        {
            response.Headers["Upload-Metadata"] = upload.Value.Metadata;
        }

        return TypedResults.Ok();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AppendAsync(
        IMediator mediator, HttpContext http, Guid uploadId, CancellationToken cancellationToken)
    {
        var request = http.Request;
        var checksum = Checksum(request);
        if (Number(request, "Upload-Offset") is not { } offset)
        {
            return Invalid("Upload-Offset", "Say at which byte the piece begins.").ToProblem();
        }

        if (!checksum.IsSuccess || request.ContentType != PieceType)
        {
            return (checksum.Error ?? NotAPiece).ToProblem();
        }

        var appended = await mediator.Send(
            new AppendToUpload(uploadId, offset, request.Body, request.ContentLength, checksum.Value), cancellationToken);
        if (!appended.IsSuccess)
        {
            return appended.Error.ToProblem();
        }

        Show(http.Response, appended.Value);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TerminateAsync(
        IMediator mediator, Guid uploadId, CancellationToken cancellationToken)
    {
        var terminated = await mediator.Send(new TerminateUpload(uploadId), cancellationToken);
        return terminated.IsSuccess ? TypedResults.NoContent() : terminated.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> OverrideAsync(
        IMediator mediator, HttpContext http, Guid uploadId, CancellationToken cancellationToken) =>
        http.Request.Headers["X-HTTP-Method-Override"].ToString() switch
        {
            "PATCH" => await AppendAsync(mediator, http, uploadId, cancellationToken),
            "DELETE" => await TerminateAsync(mediator, uploadId, cancellationToken),
            _ => Invalid("X-HTTP-Method-Override", "Give PATCH or DELETE.").ToProblem(),
        };

    private static void Show(HttpResponse response, UploadState upload)
    {
        response.Headers["Upload-Offset"] = Text(upload.Offset);
        response.Headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        if (upload.CallId is { } call)
        {
            response.Headers["Upload-Call-Id"] = call.ToString();
        }
    }

    private static long? Number(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Result<UploadChecksum?> Checksum(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Upload-Checksum", out var header))
        {
            return Result<UploadChecksum?>.Of(null);
        }

        var parts = header.ToString().Split(' ');
        var digest = new byte[64];
        return parts.Length == 2 && Digests.TryGetValue(parts[0], out var size)
            && Convert.TryFromBase64String(parts[1], digest, out var count) && count == size
                ? new UploadChecksum(parts[0], digest[..count])
                : Invalid("Upload-Checksum", $"Give one of {string.Join(", ", Digests.Keys)}, a space and the digest in base64.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ValidationError Invalid(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
}

internal static class PieceEndpoints
{
    /// <summary>For endpoints that read a piece of a recording, however large.</summary>
    public static RouteHandlerBuilder TakesPieces(this RouteHandlerBuilder endpoint)
    {
        // The announced length bounds it, and whoever sends nothing for long is cut off by the server's minimum rate.
        endpoint.DisableRequestTimeout();
        return endpoint
            .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }
}
