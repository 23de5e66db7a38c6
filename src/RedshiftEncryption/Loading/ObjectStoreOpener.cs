using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Loading;

/// <summary>
/// The one place that names the S3 assembly, inside a method body: a signature, field or closure that named it would have
/// PowerShell load it, and with it the AWS SDK, when it looks through this assembly's types on import.
/// </summary>
internal static class ObjectStoreOpener
{
    public static Task<IObjectStore> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken) =>
        Aws.S3.S3ObjectStore.OpenAsync(request, cancellationToken);

    public static IReadOnlyList<string> ProfileNames() => Aws.Credentials.ProfileNames();
}
