namespace LocalS3;

/// <summary>Represents a rule in the response to <c>GET /-/faults</c>.</summary>
sealed record FaultReport : FaultRule
{
    /// <summary>Gets the number of requests that it affected.</summary>
    public required int Hits { get; init; }

    public static FaultReport Of(Fault fault) =>
        new()
        {
            Operation = fault.Rule.Operation,
            KeyContains = fault.Rule.KeyContains,
            Skip = fault.Rule.Skip,
            Times = fault.Rule.Times,
            Share = fault.Rule.Share,
            PerSecond = fault.Rule.PerSecond,
            Seconds = fault.Rule.Seconds,
            Kind = fault.Rule.Kind,
            Status = fault.Rule.Status,
            Code = fault.Rule.Code,
            Hits = fault.Hits,
        };
}
