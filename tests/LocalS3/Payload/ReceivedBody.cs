namespace LocalS3;

/// <summary>Contains a body that was received completely and matches the headers of its request.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Md5">Their MD5; null for a sink, which hashes nothing.</param>
/// <param name="Checksum">The additional checksum that the request named.</param>
sealed record ReceivedBody(Content Content, byte[]? Md5, ChecksumValue? Checksum);
