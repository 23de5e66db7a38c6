namespace RedshiftEncryption.Storage;

/// <summary>Describes one object in a listing. Consoles show an empty object whose key ends with a slash as a folder.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">Without quotes.</param>
/// <param name="LastModifiedUtc">By the server's clock.</param>
/// <param name="StorageClass"><c>STANDARD</c>, <c>GLACIER</c>, ...; null if the server does not report it.</param>
internal sealed record ListedObject(string Key, long Length, string? ETag, DateTime? LastModifiedUtc, string? StorageClass);
