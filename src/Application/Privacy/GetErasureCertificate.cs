using CallScript.Application.Common.Auditing;
using CallScript.Application.Common.Persistence;
using CallScript.Domain.Auditing;
using CallScript.Domain.Common;
using CallScript.Domain.Privacy;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CallScript.Application.Privacy;

/// <summary>The proof of what an erasure removed.</summary>
public sealed record GetErasureCertificate(Guid ErasureId) : IRequest<Result<ErasureCertificate>>;

/// <param name="Document">JSON, as text: the signature is over exactly these characters.</param>
/// <param name="Signature">HMAC-SHA-256 in lower-case hexadecimal; VerifyErasureCertificate checks it.</param>
/// <param name="Algorithm">How it was signed.</param>
public sealed record ErasureCertificate(string Document, string Signature, string Algorithm);

internal sealed class GetErasureCertificateHandler(IAppDbContext db, IAuditTrail audit)
    : IRequestHandler<GetErasureCertificate, Result<ErasureCertificate>>
{
    public async Task<Result<ErasureCertificate>> Handle(GetErasureCertificate request, CancellationToken cancellationToken)
    {
        var id = new ErasureId(request.ErasureId);
        var erasure = await db.Erasures.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (erasure is null)
        {
            return PrivacyErrors.ErasureNotFound;
        }

        if (erasure is not { Certificate: { } certificate, Signature: { } signature })
        {
            return PrivacyErrors.ErasureNotDone;
        }

        audit.Record(AuditAction.ErasureCertificateRead, "erasure", id.ToString());
        await db.SaveChangesAsync(cancellationToken);
        return new ErasureCertificate(certificate, signature, ErasureDocument.Algorithm);
    }
}
