using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Stands in for AWS KMS with known answers.</summary>
internal sealed class AnsweringKms(string region, IReadOnlyList<KmsAnswer> answers) : IKeyProtection
{
    public string Region => region;

    public int Requests { get; private set; }

    public Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
        string keyId,
        SecretBytes key,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<SecretBytes> DecryptAsync(
        KeyPurpose purpose,
        string? keyId,
        byte[] ciphertext,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        Requests++;
        return
            answers.FirstOrDefault(answer =>
                answer.Ciphertext.AsSpan().SequenceEqual(ciphertext)
                && answer.Context.Count == context.Count
                && answer.Context.All(entry =>
                    context.TryGetValue(entry.Key, out var value) && string.Equals(value, entry.Value, StringComparison.Ordinal)
                )
            )
                is { } known
            ? Task.FromResult(SecretBytes.CopyOf(known.Plaintext))
            : throw new KeyProtectionException(KeyProtectionFault.KmsCiphertextRefused, purpose, keyId, "KMS cannot decrypt it.");
    }

    public void Dispose()
    {
        // There is nothing to release.
    }
}
