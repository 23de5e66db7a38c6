using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Represents a multipart upload that was neither completed nor aborted before, as a flat record.</summary>
public sealed class IncompleteS3Upload
{
    internal IncompleteS3Upload() { }

    /// <summary>Gets the bucket.</summary>
    public string BucketName { get; internal init; } = "";

    /// <summary>Gets the key of the object that the upload would have created.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>Gets the ID of the upload.</summary>
    public string UploadId { get; internal init; } = "";

    /// <summary>Gets the time when the upload was started, in UTC, by the server's clock.</summary>
    public DateTime InitiatedUtc { get; internal init; }

    /// <summary>Gets the number of its parts.</summary>
    public int PartCount { get; internal init; }

    /// <summary>Gets the length of all its parts in bytes.</summary>
    public long Length { get; internal init; }

    /// <summary>Gets the region that the requests were signed for.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the endpoint if it is not an AWS endpoint; otherwise, null.</summary>
    public string? EndpointUrl { get; internal init; }

    /// <summary>Gets the profile, if one was specified.</summary>
    public string? ProfileName { get; internal init; }

    internal S3Address Address => new(BucketName, Key);

    /// <summary>Returns the S3 URI for display.</summary>
    public override string ToString() => Address.ToString();
}
