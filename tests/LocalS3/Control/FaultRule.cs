namespace LocalS3;

/// <summary>A rule as <c>POST /-/faults</c> takes it: which requests go wrong, and how.</summary>
record FaultRule
{
    /// <summary>S3's name of the operation.</summary>
    public required string Operation { get; init; }

    /// <summary>Only requests whose key contains this, in its letter case.</summary>
    public string? KeyContains { get; init; }

    /// <summary>How many requests pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How many then go wrong; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>The share of the requests that go wrong, from more than 0 to 1, drawn from a fixed seed; null for all.</summary>
    public double? Share { get; init; }

    /// <summary>For how long requests go wrong, from the first that does; null for good.</summary>
    public double? Seconds { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>Of an error; null for 503.</summary>
    public int? Status { get; init; }

    /// <summary>Of an error; null for SlowDown with 503, InternalError with others.</summary>
    public string? Code { get; init; }

    /// <summary>Of an error: the region that the bucket is said to be in.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>The error that stands in for the work.</summary>
    public S3Exception ToError() => new(Status ?? 503, Code ?? (Status is null or 503 ? "SlowDown" : "InternalError"), "A fault rule of LocalS3 asked for this error.") { BucketRegion = BucketRegion };

    /// <summary>What is wrong with the rule itself; null if nothing is. A rule that cannot hit would let a test pass for no reason.</summary>
    public string? FindMistake()
    {
        if (!OperationTable.IsKnown(Operation))
            return $"'{Operation}' is no operation that this server knows.";
        if (Skip < 0 || Times < 1)
            return "'skip' is at least 0 and 'times' at least 1.";
        if (Share is <= 0 or > 1 || Seconds <= 0)
            return "'share' is more than 0 and at most 1, 'seconds' more than 0.";
        if (Kind == FaultKind.Error ? Status is < 300 or > 599 : (Status, Code, BucketRegion) is not (null, null, null))
            return "'status', from 300 to 599, 'code' and 'bucketRegion' are of the kind 'error'.";
        return Kind == FaultKind.Truncate && Operation is not "GetObject" ? "Only the answer to GetObject can be truncated." : null;
    }
}
