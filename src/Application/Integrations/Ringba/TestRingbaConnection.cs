using CallScript.Application.Common.Persistence;
using CallScript.Domain.Common;
using CallScript.Domain.Integrations;
using FluentValidation;
using MediatR;

namespace CallScript.Application.Integrations.Ringba;

/// <summary>Tries an account without storing anything.</summary>
/// <param name="Address">One of the allowed ones; null: the connected or the usual one.</param>
/// <param name="AccountId">Ringba's account id.</param>
/// <param name="Token">Null or masked: the stored one.</param>
public sealed record TestRingbaConnection(string? Address, string AccountId, string? Token) : IRequest<Result<RingbaAccountFound>>;

internal sealed class TestRingbaConnectionValidator : AbstractValidator<TestRingbaConnection>
{
    public TestRingbaConnectionValidator()
    {
        RuleFor(request => request.AccountId).RingbaAccountId();
        RuleFor(request => request.Token).RingbaToken();
    }
}

internal sealed class TestRingbaConnectionHandler(IAppDbContext db, RingbaAccounts accounts, IRingbaClient ringba)
    : IRequestHandler<TestRingbaConnection, Result<RingbaAccountFound>>
{
    public async Task<Result<RingbaAccountFound>> Handle(TestRingbaConnection request, CancellationToken cancellationToken)
    {
        var stored = await db.FindRingbaConnectionAsync(cancellationToken);
        var account = await accounts.ResolveAsync(
            stored, request.Address, request.AccountId.Trim(), request.Token, cancellationToken);
        return account.IsSuccess ? await ringba.TestAsync(account.Value, cancellationToken) : account.Error;
    }
}

internal static class RingbaRules
{
    private const int TokenMaxLength = 1_000;

    public static IRuleBuilderOptions<T, string> RingbaAccountId<T>(this IRuleBuilder<T, string> accountId) => accountId
        .NotEmpty().MaximumLength(RingbaConnection.AccountIdMaxLength)
        .Matches(@"^\s*[A-Za-z0-9_-]+\s*$").WithMessage("An account id has only letters, digits, '_' and '-'.");

    public static IRuleBuilderOptions<T, string?> RingbaToken<T>(this IRuleBuilder<T, string?> token) => token
        .MaximumLength(TokenMaxLength)
        .Must(text => RingbaAccounts.IsStoredToken(text) || text!.Trim().All(letter => letter is > ' ' and <= '~'))
        .WithMessage("A token has no spaces and only plain letters, digits and signs.");
}
