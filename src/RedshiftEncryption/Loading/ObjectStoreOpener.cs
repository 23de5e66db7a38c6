using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Opens S3. Only these method bodies refer to the AWS assembly: with a signature, field or closure that refers to it,
/// PowerShell would load it and the AWS SDK when it inspects this assembly's types on import.
/// </summary>
internal static class ObjectStoreOpener
{
    public static Task<IObjectStore> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken) =>
        Aws.S3.S3ObjectStore.OpenAsync(request, cancellationToken);

    public static IReadOnlyList<string> ProfileNames() => Aws.Credentials.ProfileNames();
}
