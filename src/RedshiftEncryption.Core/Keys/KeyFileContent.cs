namespace RedshiftEncryption.Keys;

/// <summary>Contains what a key file contains: a root key, or one that AWS KMS must decrypt.</summary>
/// <param name="Key">The root key, which the caller disposes of; null if it is wrapped.</param>
/// <param name="Wrapped">The wrapped root key; null if it is not wrapped.</param>
internal sealed record KeyFileContent(RootKey? Key, WrappedRootKey? Wrapped);
