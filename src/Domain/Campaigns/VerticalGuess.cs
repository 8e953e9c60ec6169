using System.Text.RegularExpressions;

namespace CallScript.Domain.Campaigns;

/// <summary>
/// Guesses a vertical from a campaign's name. Words are matched whole: "academy" holds "aca" and "coffee" holds
/// "fe", and neither says anything about insurance.
/// </summary>
public static partial class VerticalGuess
{
    /// <summary>The first vertical whose words occur in the name; <see cref="Vertical.General"/> when none does.</summary>
    public static Vertical FromName(string campaignName)
    {
        foreach (var (vertical, words) in Rules)
        {
            if (words().IsMatch(campaignName))
            {
                return vertical;
            }
        }

        return Vertical.General;
    }

    private static readonly (Vertical Vertical, Func<Regex> Words)[] Rules =
    [
        (Vertical.Medicare, Medicare),
        (Vertical.Aca, Aca),
        (Vertical.FinalExpense, FinalExpense),
        (Vertical.DebtRelief, DebtRelief),
        (Vertical.Mva, Mva),
        (Vertical.AutoInsurance, AutoInsurance),
        (Vertical.Solar, Solar),
        (Vertical.HomeServices, HomeServices),
    ];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(medicare|mapd|medigap|part [bcd])\b", Options)]
    private static partial Regex Medicare();

    [GeneratedRegex(@"\b(aca|obamacare|health insurance|u-?65|affordable care)\b", Options)]
    private static partial Regex Aca();

    [GeneratedRegex(@"\b(final expenses?|burial|fe|whole life)\b", Options)]
    private static partial Regex FinalExpense();

    [GeneratedRegex(@"\b(debt|credit relief|consolidation)\b", Options)]
    private static partial Regex DebtRelief();

    [GeneratedRegex(@"\b(mva|motor vehicle accidents?|car accidents?|personal injury|auto accidents?)\b", Options)]
    private static partial Regex Mva();

    [GeneratedRegex(@"\b(auto|car) insurance\b", Options)]
    private static partial Regex AutoInsurance();

    [GeneratedRegex(@"\bsolar\b", Options)]
    private static partial Regex Solar();

    [GeneratedRegex(@"\b(home services?|roofing|roofs?|plumb(ing|ers?)|hvac|windows?|gutters?|bath(room)?s?|pest|remodel(ing)?)\b", Options)]
    private static partial Regex HomeServices();
}
