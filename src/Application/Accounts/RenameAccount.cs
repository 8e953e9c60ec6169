using CallScript.Application.Common.Tenancy;
using CallScript.Domain.Common;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Accounts;

/// <summary>Changes the name that others see.</summary>
public sealed record RenameAccount(Guid SessionId, string DisplayName) : IRequest<Result>;

internal sealed class RenameAccountValidator : AbstractValidator<RenameAccount>
{
    public RenameAccountValidator() => RuleFor(request => request.DisplayName).DisplayName();
}

internal sealed class RenameAccountHandler(IAccounts accounts, AccountGate gate, ICurrentUser currentUser)
    : IRequestHandler<RenameAccount, Result>
{
    public async Task<Result> Handle(RenameAccount request, CancellationToken cancellationToken)
    {
        var session = await gate.EnterAsync(request.SessionId, proved: false, cancellationToken);
        if (!session.IsSuccess)
        {
            return session.Error;
        }

        await accounts.RenameAsync(currentUser.UserId, request.DisplayName, cancellationToken);
        return Result.Success;
    }
}
