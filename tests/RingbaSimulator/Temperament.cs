namespace CallScript.RingbaSimulator;

/// <summary>
/// Everything that Ringba is known or feared to do, each by its rate, from one seed. A rate of 0 leaves it out. Rates of
/// answers are parts of the requests, rates of rows and recordings parts of the calls.
/// </summary>
public sealed record Temperament
{
    public int Seed { get; init; }

    public double ServerErrors { get; init; } = 0.01;

    /// <summary>How many requests in a row fail.</summary>
    public int ServerErrorsInARow { get; init; } = 4;

    public double Throttles { get; init; } = 0.02;

    public double CutOffs { get; init; } = 0.01;

    public double NotJson { get; init; } = 0.01;

    public double SlowAnswers { get; init; } = 0.01;

    public double LostColumns { get; init; } = 0.02;

    public double ShortPages { get; init; } = 0.05;

    public double PartialMarks { get; init; } = 0.05;

    public double OddTotals { get; init; } = 0.2;

    public double DoubledRows { get; init; } = 0.05;

    public double MovingRows { get; init; } = 0.02;

    public double RowsAheadOfTime { get; init; } = 0.05;

    public double LateRows { get; init; } = 0.05;

    public double LateRowsUpToHours { get; init; } = 48;

    public double AdjustedMoney { get; init; } = 0.1;

    public double AdjustedMoneyUpToDays { get; init; } = 14;

    public double LateLinks { get; init; } = 0.1;

    public double LateLinksUpToHours { get; init; } = 12;

    public double NoRecordings { get; init; } = 0.03;

    public double BadRecordings { get; init; } = 0.02;

    public double BrokenAtFirst { get; init; } = 0.1;

    public double ExpiringLinks { get; init; } = 1;

    public double LinkLifetimeHours { get; init; } = 24;

    public double Redirects { get; init; } = 0.3;

    public double WrongTypes { get; init; } = 0.1;

    /// <summary>Nothing goes wrong, and rows come as calls happen.</summary>
    public static Temperament Calm(int seed) => new()
    {
        Seed = seed,
        ServerErrors = 0,
        Throttles = 0,
        CutOffs = 0,
        NotJson = 0,
        SlowAnswers = 0,
        LostColumns = 0,
        ShortPages = 0,
        PartialMarks = 0,
        OddTotals = 0,
        DoubledRows = 0,
        MovingRows = 0,
        RowsAheadOfTime = 0,
        LateRows = 0,
        AdjustedMoney = 0,
        LateLinks = 0,
        NoRecordings = 0,
        BadRecordings = 0,
        BrokenAtFirst = 0,
        ExpiringLinks = 0,
        Redirects = 0,
        WrongTypes = 0,
    };

    internal IEnumerable<SeededFault> Faults() => ((IEnumerable<SeededFault>)
    [
        new ServerErrors { Seed = Seed, Rate = ServerErrors, Length = ServerErrorsInARow },
        new Throttles { Seed = Seed, Rate = Throttles },
        new CutOffs { Seed = Seed, Rate = CutOffs },
        new NotJson { Seed = Seed, Rate = NotJson },
        new SlowAnswers { Seed = Seed, Rate = SlowAnswers },
        new LostColumns { Seed = Seed, Rate = LostColumns },
        new ShortPages { Seed = Seed, Rate = ShortPages },
        new PartialMarks { Seed = Seed, Rate = PartialMarks },
        new OddTotals { Seed = Seed, Rate = OddTotals },
        new DoubledRows { Seed = Seed, Rate = DoubledRows },
        new MovingRows { Seed = Seed, Rate = MovingRows },
        new LateRows { Seed = Seed, Rate = LateRows, UpToHours = LateRowsUpToHours },
        new AdjustedMoney { Seed = Seed, Rate = AdjustedMoney, UpToDays = AdjustedMoneyUpToDays },
        new LateLinks { Seed = Seed, Rate = LateLinks, UpToHours = LateLinksUpToHours },
        new NoRecordings { Seed = Seed, Rate = NoRecordings },
        new BadRecordings { Seed = Seed, Rate = BadRecordings },
        new BrokenAtFirst { Seed = Seed, Rate = BrokenAtFirst },
        new ExpiringLinks { Seed = Seed, Rate = ExpiringLinks, LifetimeHours = LinkLifetimeHours },
        new Redirects { Seed = Seed, Rate = Redirects },
        new WrongTypes { Seed = Seed, Rate = WrongTypes },
    ]).Where(fault => fault.Rate > 0).Append(new AsItHappens { Seed = Seed, Rate = RowsAheadOfTime });
}
