namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Contains the results of a run.</summary>
internal sealed record Outcome
{
    public required Case Case { get; init; }

    public required long Done { get; init; }

    public required long Failed { get; init; }

    /// <summary>Gets the number of objects in progress or not started at the horizon.</summary>
    public required long Unfinished { get; init; }

    public required long Attempts { get; init; }

    public required long Refused { get; init; }

    /// <summary>Gets when the last object ended, or the last event before the horizon.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>
    /// Gets when 95 % of the objects were converted, in seconds, or the horizon. Later, processes have no objects left.
    /// </summary>
    public required int Busy { get; init; }

    /// <summary>Gets the objects per second in the second half of <see cref="Busy"/>.</summary>
    public required double SecondHalf { get; init; }

    /// <summary>
    /// Gets the lowest and the highest rate of five seconds in the second half of <see cref="Busy"/>; null if it is too short.
    /// </summary>
    public required (double Lowest, double Highest)? Range { get; init; }

    /// <summary>Gets the time of an object in seconds: the median and 99 %.</summary>
    public required (double Median, double Most) Duration { get; init; }

    /// <summary>Gets the time after an outage in which the rate returns to 90 % of the bound, in seconds; null without one.</summary>
    public int? Recovery { get; init; }

    public double RefusedShare => Attempts == 0 ? 0 : Refused / (double)Attempts;
}
