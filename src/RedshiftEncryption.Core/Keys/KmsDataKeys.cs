namespace RedshiftEncryption.Keys;

/// <summary>
/// Decrypts the data keys of objects with AWS KMS: one request for each key, in the region of the KMS key. No key is kept.
/// Thread-safe, except for <see cref="Dispose"/>.
/// </summary>
/// <param name="open">Opens AWS KMS in a region.</param>
/// <param name="region">The region of all KMS keys; null if an object's key ID or the store determines it.</param>
/// <param name="requiredContext">What the encryption context of every object must contain; null for nothing.</param>
internal sealed class KmsDataKeys(
    Func<string, CancellationToken, Task<IKeyProtection>> open,
    string? region,
    IReadOnlyDictionary<string, string>? requiredContext
) : IDisposable
{
    /// <summary>
    /// The number of concurrent requests. A request takes 5 ms or more, so that the rate stays below 3,200 a second: the
    /// lowest quota of KMS is 5,500, for all that an account does in a region, including SSE-KMS.
    /// </summary>
    internal const int ConcurrentRequests = 16;

    /// <summary>Many more than the longest name of a region has.</summary>
    const int MaximumRegionLength = 32;

    readonly SemaphoreSlim requests = new(ConcurrentRequests);
    readonly SemaphoreSlim opening = new(1);
    readonly Dictionary<string, IKeyProtection> services = new(StringComparer.Ordinal);

    /// <summary>Decrypts a data key.</summary>
    /// <param name="ciphertext">The data key as KMS encrypted it.</param>
    /// <param name="keyId">The KMS key, if the envelope contains it; otherwise null, and the ciphertext names it.</param>
    /// <param name="context">Exactly the encryption context that the envelope contains.</param>
    /// <param name="storeRegion">The region of the store, for a key whose region is not known.</param>
    /// <param name="cancellationToken">Cancels the request, and the wait for others.</param>
    /// <returns>A key of 16, 24 or 32 bytes, which the caller owns.</returns>
    /// <exception cref="KeyProtectionException">The context lacks what is required, KMS refused the request or did not
    /// respond, or what it returned is not a data key.</exception>
    public async Task<DataKey> DecryptAsync(
        byte[] ciphertext,
        string? keyId,
        IReadOnlyDictionary<string, string> context,
        string storeRegion,
        CancellationToken cancellationToken
    )
    {
        CheckContext(keyId, context);
        var service = await ServiceAsync(keyId, region ?? RegionOf(keyId) ?? storeRegion, cancellationToken).ConfigureAwait(false);
        SecretBytes secret;
        await requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            secret = await service
                .DecryptAsync(KeyPurpose.DataKey, WithoutAlias(keyId), ciphertext, context, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            requests.Release();
        }
        if (secret.Length is 16 or 24 or 32)
            return new DataKey(secret);
        var length = secret.Length;
        secret.Dispose();
        throw Failed(
            KeyProtectionFault.KmsInvalidResponse,
            keyId,
            $"What AWS KMS decrypted is not a data key: it has {length} bytes and not 16, 24 or 32."
        );
    }

    /// <summary>
    /// Returns the key for the request. An alias may point to another key by now, and the ciphertext itself identifies the key.
    /// </summary>
    static string? WithoutAlias(string? keyId) =>
        keyId?.StartsWith("alias/", StringComparison.Ordinal) == true || keyId?.Contains(":alias/", StringComparison.Ordinal) == true
            ? null
            : keyId;

    /// <summary>Closes the connections. All decryption must have ended.</summary>
    public void Dispose()
    {
        foreach (var service in services.Values)
            service.Dispose();
        opening.Dispose();
        requests.Dispose();
    }

    /// <summary>
    /// Opens KMS in a region, once. Those that wait for an opening that fails or is canceled open it themselves, in turn.
    /// </summary>
    async Task<IKeyProtection> ServiceAsync(string? keyId, string name, CancellationToken cancellationToken)
    {
        // It becomes part of a host name, and can come from an object's metadata or a server's response.
        if (!IsRegion(name))
            throw Failed(KeyProtectionFault.KmsKeyNotFound, keyId, $"'{name}' is not an AWS region. AWS KMS was not asked.");
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!services.TryGetValue(name, out var service))
                services.Add(name, service = await open(name, cancellationToken).ConfigureAwait(false));
            return service;
        }
        catch (InvalidConnectionException exception)
        {
            throw Failed(
                KeyProtectionFault.KmsInvalidCredentials,
                keyId,
                $"The connection to AWS KMS in region '{name}' cannot be opened. {exception.Message}",
                exception
            );
        }
        finally
        {
            opening.Release();
        }
    }

    void CheckContext(string? keyId, IReadOnlyDictionary<string, string> context)
    {
        foreach (var required in requiredContext ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!context.TryGetValue(required.Key, out var value))
                throw Differs(keyId, $"does not contain the required name '{required.Key}'");
            if (!string.Equals(value, required.Value, StringComparison.Ordinal))
                throw Differs(keyId, $"contains another value of '{required.Key}' than the required one");
        }
    }

    /// <summary>Gets the region in the ARN of a KMS key; null for any other text.</summary>
    static string? RegionOf(string? keyId) => keyId?.Split(':') is ["arn", _, "kms", ..] ? RootKeyWrapping.RegionOf(keyId) : null;

    static bool IsRegion(string name) =>
        name.Length is > 0 and <= MaximumRegionLength && name.All(static one => one is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    static KeyProtectionException Differs(string? keyId, string how) =>
        Failed(
            KeyProtectionFault.KmsEncryptionContextDiffers,
            keyId,
            $"The encryption context of the object's data key {how}. AWS KMS was not asked."
        );

    static KeyProtectionException Failed(KeyProtectionFault fault, string? keyId, string message, Exception? innerException = null) =>
        new(fault, KeyPurpose.DataKey, keyId, message, innerException);
}
