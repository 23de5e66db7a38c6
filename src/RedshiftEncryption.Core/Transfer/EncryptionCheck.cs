using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Holds what the server says it did against what was asked for: some S3-compatible servers take the header for
/// server-side encryption and ignore it.
/// </summary>
internal static class EncryptionCheck
{
    /// <exception cref="ObjectStoreException">The server does not report the encryption that was asked for.</exception>
    public static void ThrowIfIgnored(ObjectWrite write, string? reported)
    {
        if (write.ServerSideEncryption is null || string.Equals(write.ServerSideEncryption, reported, StringComparison.Ordinal))
            return;
        var stored = write.IsCiphertext ? "It is stored with its client-side encryption alone" : "It may be stored in plaintext: delete it";
        throw new ObjectStoreException(
            ObjectStoreFault.EncryptionIgnored,
            $"The server reports server-side encryption '{reported ?? "none"}' for {write.Address} where '{write.ServerSideEncryption}' was asked for. {stored}, and use an endpoint that encrypts."
        );
    }
}
