namespace CallScript.Domain.Campaigns;

/// <summary>The market that a campaign sells in; it decides which rules apply.</summary>
public enum Vertical
{
    General,
    Medicare,
    Aca,
    Solar,
    DebtRelief,
    AutoInsurance,
    HomeServices,
    FinalExpense,
    Mva,
}
