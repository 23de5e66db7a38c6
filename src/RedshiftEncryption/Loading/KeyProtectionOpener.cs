using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Loading;

/// <summary>Where KMS is opened: it names the S3 assembly inside a method body alone, see <see cref="ObjectStoreOpener"/>.</summary>
internal static class KeyProtectionOpener
{
    public static Task<IKeyProtection> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken) =>
        Aws.Kms.KmsKeyProtection.OpenAsync(request, cancellationToken);
}
