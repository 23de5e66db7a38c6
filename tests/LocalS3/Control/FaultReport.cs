namespace LocalS3;

/// <summary>A rule as <c>GET /-/faults</c> tells of it.</summary>
sealed record FaultReport : FaultRule
{
    /// <summary>How many requests it made go wrong.</summary>
    public required int Hits { get; init; }

    public static FaultReport Of(Fault fault) =>
        new()
        {
            Operation = fault.Rule.Operation,
            KeyContains = fault.Rule.KeyContains,
            Skip = fault.Rule.Skip,
            Times = fault.Rule.Times,
            Share = fault.Rule.Share,
            Seconds = fault.Rule.Seconds,
            Kind = fault.Rule.Kind,
            Status = fault.Rule.Status,
            Code = fault.Rule.Code,
            Hits = fault.Hits,
        };
}
