namespace RedshiftEncryption.Storage;

/// <summary>Describes one object in a listing. Consoles show an empty object whose key ends with a slash as a folder.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="ETag">The ETag, without quotes.</param>
/// <param name="LastModifiedUtc">The time of the last change by the server's clock.</param>
/// <param name="StorageClass"><c>STANDARD</c>, <c>GLACIER</c>, ...; null if the server does not report it.</param>
internal sealed record ListedObject(string Key, long Length, string? ETag, DateTime? LastModifiedUtc, string? StorageClass)
{
    /// <summary>Gets whether it is an empty object that a console shows as a folder.</summary>
    public bool IsFolder => Length == 0 && Key.Length > 0 && Key[Key.Length - 1] == '/';
}
