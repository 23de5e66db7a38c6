namespace LocalS3;

/// <summary>One of S3's operations: which requests are it, and who answers them.</summary>
/// <param name="Name">S3's name of it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Level">What it is about.</param>
/// <param name="Handler">Null: it is told from the others, so that a test sees what was tried, and answered 501.</param>
sealed record Operation(string Name, string Method, ResourceLevel Level, Func<S3Request, Task<Reply>>? Handler = null)
{
    /// <summary>The query parameter, or the header, without which a request is another operation.</summary>
    public string? Selector { get; init; }

    /// <summary>
    /// The query parameters that it honours. One that is not named here makes the request another operation, or an unknown
    /// one.
    /// </summary>
    public string[] Parameters { get; init; } = [];

    /// <summary>The service that its signature names: S3, but for the stub of KMS.</summary>
    public string Service { get; init; } = "s3";

    /// <summary>The headers that it honours beyond those of every request.</summary>
    public string[] Headers { get; init; } = [];
}
