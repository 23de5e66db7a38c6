using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Represents an object that a client wrote.</summary>
/// <param name="Name">The name of the vector.</param>
/// <param name="Plaintext">The plaintext.</param>
/// <param name="Content">The content of the object.</param>
/// <param name="Metadata">The user metadata of the object.</param>
/// <param name="Instructions">The content of the instruction file; null for none.</param>
/// <param name="InstructionsMetadata">The user metadata of the instruction file.</param>
/// <param name="Kms">What AWS KMS answers; null for other key wraps.</param>
internal sealed record ClientVector(
    string Name,
    byte[] Plaintext,
    byte[] Content,
    Dictionary<string, string> Metadata,
    byte[]? Instructions,
    Dictionary<string, string> InstructionsMetadata,
    KmsAnswer? Kms
)
{
    public void AddTo(MemoryStore store, string key)
    {
        store.Add(key, Content, Metadata);
        if (Instructions is not null)
            store.Add($"{key}.instruction", Instructions, InstructionsMetadata);
    }
}
