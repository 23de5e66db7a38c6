namespace RedshiftEncryption.Storage;

/// <summary>Describes a multipart upload that was neither completed nor aborted.</summary>
/// <param name="Key">The key of the object that it would create.</param>
/// <param name="UploadId">The ID of the upload.</param>
/// <param name="InitiatedUtc">The time of its start by the server's clock.</param>
internal sealed record OpenUpload(string Key, string UploadId, DateTime InitiatedUtc);
