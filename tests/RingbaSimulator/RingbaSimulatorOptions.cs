namespace CallScript.RingbaSimulator;

/// <summary>What a simulator is started with.</summary>
public sealed record RingbaSimulatorOptions
{
    public const string DefaultAccountId = "RA0000000000000000000000000000demo";
    public const string DefaultToken = "simulator-token";

    /// <summary>Where to listen; port 0 takes a free one. Loopback only: the simulator guards nothing worth guarding.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    public string AccountId { get; init; } = DefaultAccountId;

    public string Token { get; init; } = DefaultToken;

    /// <summary>Header <c>X-Control-Token</c> of the control endpoints; without it there are none.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Folder of the sample calls (<c>samples</c> or <c>samples/calls</c>); without it there are none.</summary>
    public string? SamplesFolder { get; init; }

    /// <summary>Puts the samples into the call log at start. Otherwise they can still be called up by name.</summary>
    public bool ServeSamples { get; init; }

    /// <summary>
    /// When set, the served samples end this far apart, the newest one at start, instead of at the ages in their truth files.
    /// </summary>
    public TimeSpan? Spacing { get; init; }

    /// <summary>Rows that one query can reach, however it is paged.</summary>
    public int RowCap { get; init; } = 10_000;

    /// <summary>Columns that this account does not have, as accounts differ.</summary>
    public IReadOnlyCollection<string> MissingColumns { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
