namespace RedshiftEncryption.Storage;

/// <summary>Represents a multipart upload that the server has started.</summary>
/// <param name="UploadId">The ID of the upload until it is completed or aborted.</param>
/// <param name="ServerSideEncryption">The server-side encryption that the server reports.</param>
internal sealed record StartedUpload(string UploadId, string? ServerSideEncryption);
