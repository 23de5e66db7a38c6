namespace RedshiftEncryption;

/// <summary>A part that the server has taken.</summary>
/// <param name="Number">From 1.</param>
/// <param name="ETag">Named again when the upload is completed.</param>
internal sealed record UploadedPart(int Number, string ETag);
