using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>Implements key protection with AWS KMS.</summary>
internal sealed class KmsKeyProtection : IKeyProtection
{
    readonly AmazonKeyManagementServiceClient client;

    public KmsKeyProtection(AWSCredentials credentials, AmazonKeyManagementServiceConfig config, string region)
    {
        client = new AmazonKeyManagementServiceClient(credentials, config);
        Region = region;
    }

    public string Region { get; }

    /// <summary>Resolves the endpoint and the credentials without a request to KMS.</summary>
    /// <exception cref="InvalidConnectionException">No region or no credentials were found, or the profile does not
    /// exist.</exception>
    public static async Task<IKeyProtection> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (config, region) = KmsEndpoint.Resolve(request);
            cancellationToken.ThrowIfCancellationRequested();
            var credentials = await Credentials.ResolveAsync(request, config).ConfigureAwait(false);
            return new KmsKeyProtection(credentials, config, region);
        }
        catch (AmazonClientException exception)
        {
            throw new InvalidConnectionException($"The AWS SDK cannot connect to KMS: {exception.Message}", exception);
        }
    }

    public async Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
        string keyId,
        SecretBytes key,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        var used = new KmsKeyUse(KeyPurpose.RootKey, keyId, Region);
        try
        {
            using var plaintext = new MemoryStream(key.Array, writable: false);
            var request = new EncryptRequest
            {
                KeyId = keyId,
                Plaintext = plaintext,
                EncryptionContext = Context(context),
            };
            var response = await client.EncryptAsync(request, cancellationToken).ConfigureAwait(false);
            using var ciphertext = response.CiphertextBlob;
            return response.KeyId is { Length: > 0 } usedKeyId && ciphertext is { Length: > 0 }
                ? (usedKeyId, ciphertext.ToArray())
                : throw KmsFailure.Empty(used);
        }
        catch (Exception exception) when (exception is not KeyProtectionException)
        {
            throw KmsFailure.Translate(exception, used, cancellationToken);
        }
    }

    public async Task<SecretBytes> DecryptAsync(
        KeyPurpose purpose,
        string? keyId,
        byte[] ciphertext,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        var used = new KmsKeyUse(purpose, keyId, Region);
        try
        {
            using var blob = new MemoryStream(ciphertext, writable: false);
            var request = new DecryptRequest
            {
                KeyId = keyId,
                CiphertextBlob = blob,
                EncryptionContext = Context(context),
            };
            var response = await client.DecryptAsync(request, cancellationToken).ConfigureAwait(false);
            using var plaintext = response.Plaintext;
            return plaintext is { Length: > 0 } ? Taken(plaintext) : throw KmsFailure.Empty(used);
        }
        catch (Exception exception) when (exception is not KeyProtectionException)
        {
            throw KmsFailure.Translate(exception, used, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// Copies the key and zeroes the SDK's copy. The text of the response, which contains it as base64, is in buffers of the
    /// SDK and the transport that cannot be reached from here.
    /// </summary>
    static SecretBytes Taken(MemoryStream plaintext)
    {
        var key = new SecretBytes((int)plaintext.Length);
        plaintext.Position = 0;
        for (var read = 0; read < key.Length; )
            read += plaintext.Read(key.Array, read, key.Length - read);
        plaintext.Position = 0;
        plaintext.Write(new byte[key.Length], 0, key.Length);
        return key;
    }

    static Dictionary<string, string> Context(IReadOnlyDictionary<string, string> context) =>
        context.ToDictionary(static entry => entry.Key, static entry => entry.Value, StringComparer.Ordinal);
}
