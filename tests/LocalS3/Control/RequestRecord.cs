using System.Diagnostics;

namespace LocalS3;

/// <summary>Represents a request in the response to <c>GET /-/requests</c>.</summary>
sealed class RequestRecord(string method, string target)
{
    public string Method => method;

    /// <summary>As it was on the wire.</summary>
    public string Target => target;

    /// <summary>Gets when it arrived, in milliseconds of the server's steady clock.</summary>
    public double Milliseconds { get; } = Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    /// <summary>S3's name of the operation.</summary>
    public string Operation { get; set; } = OperationTable.Unknown.Name;

    /// <summary>Gets the value of its header for the payer; null if it has none.</summary>
    public string? RequestPayer { get; set; }

    /// <summary>Gets the account that the request expects to own the bucket; null for none.</summary>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>The request's headers that decide which permissions it needs, by lower-case name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The server-side encryption that the response reports; null where it reports none.</summary>
    public string? ServerSideEncryption { get; set; }

    /// <summary>How many bytes of body the request announced.</summary>
    public long RequestLength { get; set; }

    /// <summary>Gets the length of the response body in bytes.</summary>
    public long ResponseLength { get; set; }

    /// <summary>Gets the status; null before the response, and if the connection was cut instead.</summary>
    public int? Status { get; set; }
}
