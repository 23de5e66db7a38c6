using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Loading;

/// <summary>Opens AWS KMS. It refers to the AWS assembly only inside a method body: see <see cref="ObjectStoreOpener"/>.</summary>
internal static class KeyProtectionOpener
{
    public static Task<IKeyProtection> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken) =>
        Aws.Kms.KmsKeyProtection.OpenAsync(request, cancellationToken);
}
