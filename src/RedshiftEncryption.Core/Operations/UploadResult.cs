namespace RedshiftEncryption.Operations;

/// <summary>An upload that is done.</summary>
/// <param name="Object">The record.</param>
/// <param name="Parts">How many requests carried its content.</param>
/// <param name="Elapsed">From the opening of the file to the server's last answer.</param>
internal sealed record UploadResult(EncryptedS3Object Object, int Parts, TimeSpan Elapsed);
