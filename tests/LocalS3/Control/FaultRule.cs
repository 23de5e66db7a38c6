using System.Text;

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

    /// <summary>
    /// The rate up to which requests pass, as S3 limits a prefix: only those above it go wrong. Up to one second of unused
    /// rate is saved. Null for no such limit.
    /// </summary>
    public double? PerSecond { get; init; }

    /// <summary>For how long requests go wrong, from the first that does; null for good.</summary>
    public double? Seconds { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>Gets the status of an error, null for 503; or of a rewritten response, null for its own.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the code of an error; null for SlowDown with 503, and InternalError with others.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the region of the bucket that an error contains.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>Gets the headers that a rewritten response gets, or loses if the value is null.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>Gets the body of a rewritten response; null for its own.</summary>
    public string? Body { get; init; }

    /// <summary>Gets the texts of the body that a rewritten response replaces, and their replacements.</summary>
    public IReadOnlyDictionary<string, string>? Replace { get; init; }

    /// <summary>Gets the response that replaces the real one.</summary>
    public Reply Rewrite(Reply reply)
    {
        var body = Body is { } text ? Content.Of(Encoding.UTF8.GetBytes(text)) : Replaced(reply.Body);
        var rewritten = new Reply(Status ?? reply.Status) { Body = body, Range = Body is null && Replace is null ? reply.Range : null };
        foreach (var (name, value) in reply.Headers)
            rewritten.Headers[name] = value;
        foreach (var (name, value) in Headers ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (value is null)
                rewritten.Headers.Remove(name);
            else
                rewritten.Headers[name] = value;
        }
        return rewritten;
    }

    Content? Replaced(Content? body)
    {
        if (Replace is null || body is null)
            return body;
        var text = string.Concat(body.Slice(new ByteRange(0, body.Length)).Select(static segment => Encoding.UTF8.GetString(segment.Span)));
        foreach (var (old, with) in Replace)
            text = text.Replace(old, with, StringComparison.Ordinal);
        return Content.Of(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Creates the error that replaces the work.</summary>
    public S3Exception ToError() =>
        new(Status ?? 503, Code ?? (Status is null or 503 ? "SlowDown" : "InternalError"), "A fault rule of LocalS3 asked for this error.")
        {
            BucketRegion = BucketRegion,
        };

    /// <summary>
    /// What is wrong with the rule itself; null if nothing is. A rule that cannot hit would let a test pass for no reason.
    /// </summary>
    public string? FindMistake()
    {
        if (!OperationTable.IsKnown(Operation))
            return $"'{Operation}' is no operation that this server knows.";
        if (Skip < 0 || Times < 1)
            return "'skip' is at least 0 and 'times' at least 1.";
        if (Share is <= 0 or > 1 || Seconds <= 0)
            return "'share' is more than 0 and at most 1, 'seconds' more than 0.";
        if (PerSecond < 1)
            return "'perSecond' is at least 1.";
        if (
            Kind == FaultKind.Error
                ? Status is < 300 or > 599
                : (Code, BucketRegion) is not (null, null) || (Status is not null && Kind != FaultKind.Rewrite)
        )
            return "'status', from 300 to 599, 'code' and 'bucketRegion' are of the kind 'error', and 'status' of 'rewrite' too.";
        if (
            Kind == FaultKind.Rewrite
                ? (Status, Headers, Body, Replace) is (null, null, null, null)
                : (Headers, Body, Replace) is not (null, null, null)
        )
            return "'headers', 'body' and 'replace' are of the kind 'rewrite', which has one of them or a 'status'.";
        return Kind == FaultKind.Truncate && Operation is not "GetObject" ? "Only the answer to GetObject can be truncated." : null;
    }
}
