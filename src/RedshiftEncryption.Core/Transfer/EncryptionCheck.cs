using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Compares the server-side encryption that the server reports with the requested one: some S3-compatible servers
/// accept the header and ignore it.
/// </summary>
internal static class EncryptionCheck
{
    /// <exception cref="ObjectStoreException">The server does not report the requested encryption.</exception>
    public static void ThrowIfIgnored(ObjectWrite write, string? reported)
    {
        if (write.ServerSideEncryption is null || string.Equals(write.ServerSideEncryption, reported, StringComparison.Ordinal))
            return;
        var stored = (reported, write.IsCiphertext) switch
        {
            // Another encryption than the requested one.
            (not null, _) => "",
            (null, true) => " It is stored with client-side encryption only.",
            (null, false) => " It may be stored in plaintext.",
        };
        throw new ObjectStoreException(
            ObjectStoreFault.EncryptionIgnored,
            $"The server reports server-side encryption '{reported ?? "none"}' for {write.Address}, but "
                + $"'{write.ServerSideEncryption}' was requested.{stored}"
        );
    }
}
