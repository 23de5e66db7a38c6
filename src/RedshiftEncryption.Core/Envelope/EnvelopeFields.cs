namespace RedshiftEncryption.Envelope;

/// <summary>Defines the names of envelope fields in user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
internal static class EnvelopeFields
{
    public const string WrappedKey = "x-amz-key";
    public const string InitializationVector = "x-amz-iv";
    public const string MaterialDescription = "x-amz-matdesc";
    public const string UnencryptedLength = "x-amz-unencrypted-content-length";

    public const string WrappedKeyV2 = "x-amz-key-v2";
    public const string WrapAlgorithmV2 = "x-amz-wrap-alg";
    public const string ContentAlgorithmV2 = "x-amz-cek-alg";
    public const string TagLengthV2 = "x-amz-tag-len";

    public const string WrappedKeyV3 = "x-amz-3";
    public const string AlgorithmSuiteV3 = "x-amz-c";
    public const string WrapAlgorithmV3 = "x-amz-w";
    public const string KeyCommitmentV3 = "x-amz-d";
    public const string MessageIdV3 = "x-amz-i";
    public const string MaterialDescriptionV3 = "x-amz-m";
    public const string EncryptionContextV3 = "x-amz-t";

    public const string InstructionFile = "x-amz-crypto-instr-file";

    static readonly string[] WrappedKeys = [WrappedKey, WrappedKeyV2, WrappedKeyV3];

    /// <summary>The fields of V1 and V2 that no V3 envelope contains.</summary>
    public static readonly string[] BeforeV3 =
    [
        WrappedKey,
        InitializationVector,
        MaterialDescription,
        WrappedKeyV2,
        WrapAlgorithmV2,
        ContentAlgorithmV2,
        TagLengthV2,
    ];

    /// <summary>The fields that only V3 envelopes contain.</summary>
    public static readonly string[] OnlyV3 =
    [
        WrappedKeyV3,
        AlgorithmSuiteV3,
        WrapAlgorithmV3,
        KeyCommitmentV3,
        MessageIdV3,
        MaterialDescriptionV3,
        EncryptionContextV3,
    ];

    /// <summary>The fields of V3 that are on the object even if the others are in an instruction file.</summary>
    public static readonly string[] OnObjectV3 = [AlgorithmSuiteV3, KeyCommitmentV3, MessageIdV3];

    static readonly HashSet<string> All = new(
        [.. BeforeV3, .. OnlyV3, UnencryptedLength, InstructionFile],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Returns whether a field is the wrapped key of an envelope.</summary>
    public static bool IsWrappedKey(string name) => WrappedKeys.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool IsOne(string name) => All.Contains(name);

    /// <summary>Gets the user metadata that does not belong to an envelope.</summary>
    public static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> metadata) =>
        metadata
            .Where(static field => !All.Contains(field.Key))
            .ToDictionary(static field => field.Key, static field => field.Value, StringComparer.OrdinalIgnoreCase);
}
