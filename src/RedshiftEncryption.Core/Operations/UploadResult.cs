namespace RedshiftEncryption.Operations;

/// <summary>Represents a completed upload.</summary>
/// <param name="Object">The record.</param>
/// <param name="Parts">The number of requests with content.</param>
/// <param name="Elapsed">The time from opening the file to the server's last response.</param>
internal sealed record UploadResult(EncryptedS3Object Object, int Parts, TimeSpan Elapsed);
