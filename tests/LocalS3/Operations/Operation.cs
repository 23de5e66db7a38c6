namespace LocalS3;

/// <summary>Represents an operation of S3: the requests that it matches, and their handler.</summary>
/// <param name="Name">S3's name of it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Level">What it is about.</param>
/// <param name="Handler">The handler; null for an operation that is only recognized, for the tests, and gets a 501 response.</param>
sealed record Operation(string Name, string Method, ResourceLevel Level, Func<S3Request, Task<Reply>>? Handler = null)
{
    /// <summary>The query parameter, or the header, without which a request is another operation.</summary>
    public string? Selector { get; init; }

    /// <summary>
    /// The query parameters that it honors. One that is not named here makes the request another operation, or an unknown
    /// one.
    /// </summary>
    public string[] Parameters { get; init; } = [];

    /// <summary>The service that its signature names: S3, but for the stub of KMS.</summary>
    public string Service { get; init; } = "s3";

    /// <summary>The headers that it honors beyond those of every request.</summary>
    public string[] Headers { get; init; } = [];
}
