namespace RedshiftEncryption;

/// <summary>An object that is being read: what the server says of it, and its content as a stream that is read once.</summary>
internal sealed class ObjectContent(Stream body, IDisposable response) : IDisposable
{
    /// <summary>The whole object's length in bytes, of which <see cref="Body"/> may be a range.</summary>
    public required long ObjectLength { get; init; }

    /// <summary>The body's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>User metadata, without the <c>x-amz-meta-</c> of the wire.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary><c>AES256</c>, <c>aws:kms</c>, ...; null for none.</summary>
    public string? ServerSideEncryption { get; init; }

    public string? KmsKeyId { get; init; }

    public string? ETag { get; init; }

    public string? VersionId { get; init; }

    /// <summary>Reads throw <see cref="ObjectStoreException"/>.</summary>
    public Stream Body { get; } = body;

    public void Dispose()
    {
        Body.Dispose();
        response.Dispose();
    }
}
