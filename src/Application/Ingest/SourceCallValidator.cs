using CallScript.Domain.Calls;
using FluentValidation;

namespace CallScript.Application.Ingest;

/// <summary>What is true of every call that somebody hands in, whatever the way. A source that is read is cleaned instead.</summary>
internal sealed class SourceCallValidator : AbstractValidator<SourceCall>
{
    /// <summary>What the columns of money hold.</summary>
    private const decimal LargestAmount = 99_999_999m;

    /// <summary>Leaves room for what a source puts before the ids of one sender.</summary>
    private const int LongestId = Call.SourceCallIdMaxLength - 40;

    private const int MoneyDecimals = 4;
    internal static readonly TimeSpan LongestCall = TimeSpan.FromDays(7);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public SourceCallValidator(TimeProvider clock)
    {
        RuleFor(call => call.SourceCallId).NotEmpty().MaximumLength(LongestId).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.StartedAt)
            .GreaterThanOrEqualTo(Earliest).WithMessage("Give a time after 2010.")
            .Must(startedAt => startedAt <= clock.GetUtcNow() + ClockSkew).WithMessage("A call cannot start in the future.");
        RuleFor(call => call.Duration).InclusiveBetween(TimeSpan.Zero, LongestCall).OverridePropertyName("DurationSeconds")
            .WithMessage(Length);
        RuleFor(call => call.CallerNumber).MaximumLength(CallParties.NumberMaxLength);
        RuleFor(call => call.DialedNumber).MaximumLength(CallParties.NumberMaxLength);
        RuleFor(call => call.Recording)
            .Must(address => address is null || (address is { IsAbsoluteUri: true, Scheme: "https" or "http", UserInfo: "" }
                && address.OriginalString.Length <= Call.RecordingAddressMaxLength))
            .OverridePropertyName("RecordingUrl")
            .WithMessage($"Give an absolute http(s) address without credentials, of {Call.RecordingAddressMaxLength} characters at most.");
        RuleFor(call => call.CampaignId).MaximumLength(LongestId).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.CampaignName).MaximumLength(CallParties.NameMaxLength).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.PublisherName).MaximumLength(CallParties.NameMaxLength).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.BuyerName).MaximumLength(CallParties.NameMaxLength).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.TargetName).MaximumLength(CallParties.NameMaxLength).Must(BePrintable).WithMessage(ControlCharacters);
        RuleFor(call => call.Revenue).Must(BeMoney).WithMessage(Money);
        RuleFor(call => call.Payout).Must(BeMoney).WithMessage(Money);
    }

    private static string ControlCharacters => "Control characters are not allowed.";

    internal static string Length => "A call lasts between 0 seconds and 7 days.";

    internal static string Money => $"Give an amount of at most {LargestAmount:N0} with at most {MoneyDecimals} decimals.";

    private static bool BePrintable(string? text) => text is null || !text.Any(char.IsControl);

    // An amount that would be rounded is refused: money is kept exactly or not at all.
    internal static bool BeMoney(decimal? amount) =>
        amount is not { } value || (Math.Abs(value) <= LargestAmount && decimal.Round(value, MoneyDecimals) == value);
}
