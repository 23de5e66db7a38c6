namespace LocalS3;

/// <summary>A body that came in whole and is what its request said of it.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Md5">Their MD5; null for a sink, which hashes nothing.</param>
/// <param name="Checksum">The additional checksum that the request named.</param>
sealed record ReceivedBody(Content Content, byte[]? Md5, ChecksumValue? Checksum);
