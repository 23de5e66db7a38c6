namespace RedshiftEncryption.Storage;

/// <summary>What a listing says of one object. A key that ends in a slash and has no content is what consoles show as a folder.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">Without quotes.</param>
/// <param name="LastModifiedUtc">By the server's clock.</param>
/// <param name="StorageClass"><c>STANDARD</c>, <c>GLACIER</c>, ...; null where the server does not tell.</param>
internal sealed record ListedObject(string Key, long Length, string? ETag, DateTime? LastModifiedUtc, string? StorageClass);
