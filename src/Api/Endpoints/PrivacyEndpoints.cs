using CallScript.Api.Auth;
using CallScript.Api.Errors;
using CallScript.Application.Privacy;
using CallScript.Domain.Organizations;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallScript.Api.Endpoints;

/// <summary>Retention, legal holds and erasures.</summary>
internal sealed class PrivacyEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var privacy = api.MapOrganizationGroup("privacy", "Privacy");
        privacy.MapGet("/retention", GetRetentionAsync).WithName("GetRetention")
            .WithSummary("How long what is kept.")
            .RequirePermission(Permission.ManagePrivacy);
        privacy.MapPut("/retention", SetRetentionAsync).WithName("SetRetention")
            .WithSummary("Set how long what is kept, in days from a call's start; null keeps it.")
            .RequirePermission(Permission.ManagePrivacy).ProducesProblem(StatusCodes.Status400BadRequest);

        privacy.MapGet("/holds", ListHoldsAsync).WithName("ListLegalHolds")
            .WithSummary("Legal holds: those in force, then lifted ones.")
            .RequirePermission(Permission.ManagePrivacy);
        privacy.MapPost("/holds", PlaceHoldAsync).WithName("PlaceLegalHold")
            .WithSummary("Keep a call, a caller's calls or all calls from being removed.")
            .RequirePermission(Permission.ManagePrivacy).ProducesProblem(StatusCodes.Status400BadRequest);
        privacy.MapPost("/holds/{holdId:guid}/lift", LiftHoldAsync).WithName("LiftLegalHold")
            .WithSummary("End a legal hold.")
            .RequirePermission(Permission.ManagePrivacy).ProducesProblem(StatusCodes.Status409Conflict);

        privacy.MapGet("/erasures", ListErasuresAsync).WithName("ListErasures")
            .WithSummary("Erasures, newest first.")
            .RequirePermission(Permission.EraseCallers);
        privacy.MapPost("/erasures", PreviewErasureAsync).WithName("PreviewErasure")
            .WithSummary("Count what erasing a caller would remove. Nothing is removed before it is confirmed.")
            .RequirePermission(Permission.EraseCallers).ProducesProblem(StatusCodes.Status400BadRequest);
        privacy.MapPost("/erasures/{erasureId:guid}/confirm", ConfirmErasureAsync).WithName("ConfirmErasure")
            .WithSummary("Start a previewed erasure. There is no way back.")
            .RequirePermission(Permission.EraseCallers).ProducesProblem(StatusCodes.Status409Conflict);
        privacy.MapGet("/erasures/{erasureId:guid}/certificate", GetCertificateAsync).WithName("GetErasureCertificate")
            .WithSummary("The signed proof of what an erasure removed.")
            .RequirePermission(Permission.EraseCallers).ProducesProblem(StatusCodes.Status409Conflict);
        privacy.MapPost("/erasures/verify-certificate", VerifyCertificateAsync).WithName("VerifyErasureCertificate")
            .WithSummary("Whether a certificate is this organization's and unchanged.")
            .RequirePermission(Permission.EraseCallers).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Task<Results<Ok<RetentionDetail>, ProblemHttpResult>> GetRetentionAsync(
        IMediator mediator, CancellationToken cancellationToken) => SendAsync(mediator, new GetRetention(), cancellationToken);

    private static Task<Results<Ok<RetentionDetail>, ProblemHttpResult>> SetRetentionAsync(
        IMediator mediator, SetRetention request, CancellationToken cancellationToken) => SendAsync(mediator, request, cancellationToken);

    private static Task<Results<Ok<LegalHoldList>, ProblemHttpResult>> ListHoldsAsync(
        IMediator mediator, CancellationToken cancellationToken) => SendAsync(mediator, new ListLegalHolds(), cancellationToken);

    private static Task<Results<Ok<LegalHoldDetail>, ProblemHttpResult>> PlaceHoldAsync(
        IMediator mediator, PlaceLegalHold request, CancellationToken cancellationToken) => SendAsync(mediator, request, cancellationToken);

    private static Task<Results<Ok<LegalHoldDetail>, ProblemHttpResult>> LiftHoldAsync(
        IMediator mediator, Guid holdId, CancellationToken cancellationToken) =>
        SendAsync(mediator, new LiftLegalHold(holdId), cancellationToken);

    private static Task<Results<Ok<ErasureList>, ProblemHttpResult>> ListErasuresAsync(
        IMediator mediator, CancellationToken cancellationToken) => SendAsync(mediator, new ListErasures(), cancellationToken);

    private static Task<Results<Ok<ErasureDetail>, ProblemHttpResult>> PreviewErasureAsync(
        IMediator mediator, PreviewErasure request, CancellationToken cancellationToken) => SendAsync(mediator, request, cancellationToken);

    private static Task<Results<Ok<ErasureDetail>, ProblemHttpResult>> ConfirmErasureAsync(
        IMediator mediator, Guid erasureId, CancellationToken cancellationToken) =>
        SendAsync(mediator, new ConfirmErasure(erasureId), cancellationToken);

    private static Task<Results<Ok<ErasureCertificate>, ProblemHttpResult>> GetCertificateAsync(
        IMediator mediator, Guid erasureId, CancellationToken cancellationToken) =>
        SendAsync(mediator, new GetErasureCertificate(erasureId), cancellationToken);

    private static Task<Results<Ok<VerifyErasureCertificateResponse>, ProblemHttpResult>> VerifyCertificateAsync(
        IMediator mediator, VerifyErasureCertificate request, CancellationToken cancellationToken) =>
        SendAsync(mediator, request, cancellationToken);

    private static async Task<Results<Ok<T>, ProblemHttpResult>> SendAsync<T>(
        IMediator mediator, IRequest<Domain.Common.Result<T>> request, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request, cancellationToken);
        return result.IsSuccess ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
    }
}
