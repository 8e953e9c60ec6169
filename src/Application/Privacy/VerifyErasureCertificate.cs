using System.Security.Cryptography;
using System.Text;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Privacy;

/// <summary>Whether this organization's installation signed a certificate, and nobody changed it since.</summary>
public sealed record VerifyErasureCertificate(string Document, string Signature) : IRequest<Result<VerifyErasureCertificateResponse>>;

public sealed record VerifyErasureCertificateResponse(bool IsValid);

internal sealed class VerifyErasureCertificateValidator : AbstractValidator<VerifyErasureCertificate>
{
    private const int DocumentMaxLength = 20_000_000;
    private const int SignatureMaxLength = 128;

    public VerifyErasureCertificateValidator()
    {
        RuleFor(request => request.Document).NotEmpty().MaximumLength(DocumentMaxLength);
        RuleFor(request => request.Signature).NotEmpty().MaximumLength(SignatureMaxLength);
    }
}

internal sealed class VerifyErasureCertificateHandler(ICertificateSigner signer)
    : IRequestHandler<VerifyErasureCertificate, Result<VerifyErasureCertificateResponse>>
{
    public async Task<Result<VerifyErasureCertificateResponse>> Handle(VerifyErasureCertificate request, CancellationToken cancellationToken)
    {
        var expected = await signer.SignAsync(request.Document, cancellationToken);
        return new VerifyErasureCertificateResponse(CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(request.Signature)));
    }
}

/// <summary>Signs documents of the current organization, with a key that is never replaced.</summary>
public interface ICertificateSigner
{
    /// <returns>HMAC-SHA-256 in lower-case hexadecimal.</returns>
    Task<string> SignAsync(string document, CancellationToken cancellationToken);
}
