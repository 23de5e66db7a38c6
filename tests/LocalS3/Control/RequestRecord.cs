namespace LocalS3;

/// <summary>A request as <c>GET /-/requests</c> tells of it.</summary>
sealed class RequestRecord(string method, string target)
{
    public string Method => method;

    /// <summary>As it was on the wire.</summary>
    public string Target => target;

    /// <summary>S3's name of the operation.</summary>
    public string Operation { get; set; } = OperationTable.Unknown.Name;

    /// <summary>Who pays, by its header; null where it says nothing.</summary>
    public string? RequestPayer { get; set; }

    /// <summary>The request's headers that decide which permissions it needs, by lower-case name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The server-side encryption that the response reports; null where it reports none.</summary>
    public string? ServerSideEncryption { get; set; }

    /// <summary>How many bytes of body the request announced.</summary>
    public long RequestLength { get; set; }

    /// <summary>How many bytes of body the answer has.</summary>
    public long ResponseLength { get; set; }

    /// <summary>Null while there is no answer, and for good when the connection was cut instead of one.</summary>
    public int? Status { get; set; }
}
