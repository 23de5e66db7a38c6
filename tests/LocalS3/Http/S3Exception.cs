namespace LocalS3;

/// <summary>Thrown for a request whose response is an error document. <see cref="Refusal"/> creates it.</summary>
sealed class S3Exception(int status, string code, string message, params (string Name, string Value)[] details) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>S3's name of the error, such as NoSuchKey.</summary>
    public string Code { get; } = code;

    /// <summary>The region that the bucket is in, where the request should have gone; null where that is not what is wrong.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>Further elements of the error document.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; } = details;
}
