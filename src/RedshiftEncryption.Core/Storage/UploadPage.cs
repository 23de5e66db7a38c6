namespace RedshiftEncryption.Storage;

/// <summary>Represents one page of a bucket's open multipart uploads.</summary>
/// <param name="Uploads">At most 1,000, in the server's order.</param>
/// <param name="Continuation">The continuation that requests the next page; null on the last page.</param>
internal sealed record UploadPage(IReadOnlyList<OpenUpload> Uploads, string? Continuation);
