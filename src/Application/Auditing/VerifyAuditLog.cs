using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Auditing;

/// <summary>
/// Checks that the organization's audit log is what it was. A chain alone cannot show that its end was cut off;
/// somebody who notes a link's number and digest elsewhere can.
/// </summary>
/// <param name="NotedSequence">The number of a link that was noted earlier.</param>
/// <param name="NotedDigest">Its digest, 64 hexadecimal digits.</param>
public sealed record VerifyAuditLog(long? NotedSequence = null, string? NotedDigest = null) : IRequest<Result<AuditChainReport>>;

internal sealed class VerifyAuditLogValidator : AbstractValidator<VerifyAuditLog>
{
    public VerifyAuditLogValidator()
    {
        RuleFor(request => request.NotedSequence).GreaterThan(0);
        RuleFor(request => request.NotedDigest).Matches("^[0-9a-fA-F]{64}$").WithMessage("A digest has 64 hexadecimal digits.");
        RuleFor(request => request.NotedDigest).NotNull().When(request => request.NotedSequence is not null)
            .WithMessage("Give the digest that was noted with the number.");
        RuleFor(request => request.NotedSequence).NotNull().When(request => request.NotedDigest is not null)
            .WithMessage("Give the number that was noted with the digest.");
    }
}

internal sealed class VerifyAuditLogHandler(IAuditChain chain) : IRequestHandler<VerifyAuditLog, Result<AuditChainReport>>
{
    public async Task<Result<AuditChainReport>> Handle(VerifyAuditLog request, CancellationToken cancellationToken)
    {
        var report = await chain.VerifyAsync(cancellationToken);
        if (report.Broken is not null || request.NotedSequence is not { } sequence)
        {
            return report;
        }

        var digest = await chain.DigestAsync(sequence, cancellationToken);
        return string.Equals(digest, request.NotedDigest, StringComparison.OrdinalIgnoreCase)
            ? report
            : report with { Broken = new AuditChainBreak(sequence, EntryId: null, AuditChainBreakKind.NotAsNoted) };
    }
}
