namespace RedshiftEncryption.Storage;

/// <summary>A multipart upload that the server has opened.</summary>
/// <param name="UploadId">Names it until it is completed or aborted.</param>
/// <param name="ServerSideEncryption">What the server will do, by its own word.</param>
internal sealed record StartedUpload(string UploadId, string? ServerSideEncryption);
