namespace LocalS3;

/// <summary>A part of an open upload. Sent again, it is replaced by a new one.</summary>
sealed record UploadedPart(int Number, Content Content, string ETag, byte[]? Md5, ChecksumValue? Checksum, DateTimeOffset LastModified);
