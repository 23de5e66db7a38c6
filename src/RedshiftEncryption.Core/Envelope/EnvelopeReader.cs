using System.Globalization;
using System.Text;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Recognizes envelopes by their exclusive metadata names, as the S3 encryption clients do. Reads V1 envelopes, with or
/// without optional fields, and V2 and V3 envelopes, in the metadata or in an instruction file.
/// </summary>
internal static class EnvelopeReader
{
    const string WirePrefix = "x-amz-meta-";

    /// <summary>The tag length in bits, as in the field: the clients write only GCM's full tag.</summary>
    const string TagLength = "128";

    /// <summary>V3's vector, which the derivation of a key for each object makes safe: 12 bytes.</summary>
    const byte CommittingVectorByte = 0x01;

    /// <param name="metadata">The user metadata, without the <c>x-amz-meta-</c> prefix, with names in any letter case.</param>
    /// <param name="instructions">The object's instruction file; null for none, or if it was not looked for.</param>
    public static EnvelopeReading Read(IEnumerable<KeyValuePair<string, string>> metadata, InstructionFileContent? instructions = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in metadata)
            fields[field.Key] = field.Value;

        if (instructions is not null)
            return Add(fields, instructions) is { } conflict
                ? Damaged(conflict) with
                {
                    Instructions = instructions,
                }
                : Read(fields, isFromInstructions: true) with
                {
                    Instructions = instructions,
                };
        return fields.ContainsKey(EnvelopeFields.InstructionFile)
            ? new(EnvelopeKind.InstructionFile, null, InstructionFile.Obstacle)
            : Read(fields, isFromInstructions: false);
    }

    static EnvelopeReading Read(Dictionary<string, string> fields, bool isFromInstructions)
    {
        var v1 = fields.ContainsKey(EnvelopeFields.WrappedKey);
        var v2 = fields.ContainsKey(EnvelopeFields.WrappedKeyV2);
        var v3 = fields.ContainsKey(EnvelopeFields.WrappedKeyV3);
        if ((v1 ? 1 : 0) + (v2 ? 1 : 0) + (v3 ? 1 : 0) > 1)
            return Damaged("its metadata contains the wrapped keys of more than one envelope");
        if (Mixed(fields, v1 || v2, v3) is { } mixed)
            return Damaged(mixed);
        if (v3)
            return ReadV3(fields, isFromInstructions);
        if (v2)
            return ReadV2(fields, isFromInstructions);
        return v1 ? ReadV1(fields) : ReadWithoutKey(fields);
    }

    /// <summary>Adds the fields of an instruction file to those of the object.</summary>
    /// <returns>Why they do not belong together; null if they do.</returns>
    static string? Add(Dictionary<string, string> fields, InstructionFileContent instructions)
    {
        if (!instructions.Fields.Keys.Any(EnvelopeFields.IsWrappedKey))
            return $"its instruction file {instructions.Address} contains no wrapped key";
        foreach (var field in instructions.Fields)
        {
            if (fields.ContainsKey(field.Key) && EnvelopeFields.IsOne(field.Key))
                return $"its metadata and its instruction file both contain '{field.Key}'";
            if (EnvelopeFields.OnObjectV3.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
                return $"its instruction file contains '{field.Key}', which belongs to the object's metadata";
            fields[field.Key] = field.Value;
        }
        return null;
    }

    /// <summary>
    /// Returns how fields of V3 and of earlier envelopes stand side by side, as after a downgrade; null if they do not.
    /// </summary>
    static string? Mixed(Dictionary<string, string> fields, bool isEarlier, bool isV3)
    {
        var foreign = isV3
            ? EnvelopeFields.BeforeV3.FirstOrDefault(fields.ContainsKey)
            : EnvelopeFields.OnlyV3.FirstOrDefault(field => isEarlier && fields.ContainsKey(field));
        return foreign is null
            ? null
            : $"its metadata contains '{foreign}' beside {(isV3 ? "a V3 envelope" : "an envelope that is not V3")}";
    }

    static EnvelopeReading ReadV1(Dictionary<string, string> fields)
    {
        foreach (var foreign in new[] { EnvelopeFields.WrapAlgorithmV2, EnvelopeFields.ContentAlgorithmV2, EnvelopeFields.TagLengthV2 })
        {
            if (fields.ContainsKey(foreign))
                return Damaged($"its metadata contains a V1 envelope and '{foreign}' of a V2 envelope");
        }
        if (!fields.TryGetValue(EnvelopeFields.InitializationVector, out var vectorText))
            return Damaged($"'{EnvelopeFields.InitializationVector}' is missing");
        if (!TryDecode(vectorText, out var vector))
            return Damaged($"'{EnvelopeFields.InitializationVector}' is not base64");
        if (!TryDecode(fields[EnvelopeFields.WrappedKey], out var wrappedKey))
            return Damaged($"'{EnvelopeFields.WrappedKey}' is not base64");
        var wrap = KeyWrapAlgorithm.RsaPkcs1.IsWrappedLength(wrappedKey.Length) ? KeyWrapAlgorithm.RsaPkcs1 : KeyWrapAlgorithm.Ecb;
        if (!wrap.IsWrappedLength(wrappedKey.Length))
            return Damaged($"'{EnvelopeFields.WrappedKey}' has {wrappedKey.Length} bytes instead of {KeyWrap.WrappedLength}");
        if (vector.Length == GcmDecryptor.VectorLength)
            return new(
                EnvelopeKind.V1,
                null,
                $"its initialization vector has {vector.Length} bytes, as in AES-GCM; AES-CBC and COPY need "
                    + $"{CbcContent.BlockLength} bytes"
            )
            {
                KeyWrap = wrap.Name,
            };
        if (vector.Length != CbcContent.BlockLength)
            return Damaged($"'{EnvelopeFields.InitializationVector}' has {vector.Length} bytes instead of {CbcContent.BlockLength}");
        if (!TryReadLength(fields, out var length))
            return Damaged($"'{EnvelopeFields.UnencryptedLength}' is not a length in bytes");
        return new(
            EnvelopeKind.V1,
            new ContentEnvelope(wrappedKey, vector, length, wrap),
            wrap is RsaKeyWrap ? $"its wrapped key has {wrappedKey.Length} bytes: it was wrapped under an asymmetric root key" : ""
        )
        {
            ContentCipher = ContentAlgorithm.Cbc,
            KeyWrap = wrap.Name,
        };
    }

    static EnvelopeReading ReadV2(Dictionary<string, string> fields, bool isFromInstructions)
    {
        var reading = new EnvelopeReading(
            EnvelopeKind.V2,
            null,
            $"it has a V2 envelope ({Describe(fields, EnvelopeFields.WrapAlgorithmV2)}, "
                + $"{Describe(fields, EnvelopeFields.ContentAlgorithmV2)})"
        )
        {
            ContentCipher = Value(fields, EnvelopeFields.ContentAlgorithmV2),
            KeyWrap = Value(fields, EnvelopeFields.WrapAlgorithmV2),
        };
        var wrap = KeyWrapAlgorithm.Find(KeyWrapAlgorithm.OfV2, reading.KeyWrap);
        var cipher = ContentCipher.OfV2.FirstOrDefault(known => string.Equals(known.Name, reading.ContentCipher, StringComparison.Ordinal));
        if (wrap is null || cipher is null)
            return reading;
        if (!TryDecode(Value(fields, EnvelopeFields.InitializationVector) ?? "", out var vector) || vector.Length != cipher.VectorLength)
            return Damaged($"'{EnvelopeFields.InitializationVector}' is missing or is not a vector for {reading.ContentCipher}");
        if (!TryDecode(fields[EnvelopeFields.WrappedKeyV2], out var wrappedKey) || !wrap.IsWrappedLength(wrappedKey.Length))
            return Damaged($"'{EnvelopeFields.WrappedKeyV2}' is not a key wrapped by {reading.KeyWrap}");
        if (cipher.TagLength > 0 && Value(fields, EnvelopeFields.TagLengthV2) is not (null or TagLength))
            return Damaged($"'{EnvelopeFields.TagLengthV2}' is not {TagLength}");
        if (!TryReadLength(fields, out var length))
            return Damaged($"'{EnvelopeFields.UnencryptedLength}' is not a length in bytes");
        if (ReadContext(fields, EnvelopeFields.MaterialDescription, wrap, cipher, out var context) is { } obstacle)
            return Damaged(obstacle);
        return reading with
        {
            Envelope = new ContentEnvelope(wrappedKey, vector, length, wrap, cipher)
            {
                Context = context,
                MayCountTag = isFromInstructions,
            },
        };
    }

    static EnvelopeReading ReadV3(Dictionary<string, string> fields, bool isFromInstructions)
    {
        if (isFromInstructions && AsV2(fields) is { } v2)
            return ReadV2(v2, isFromInstructions: true);
        var suite = Value(fields, EnvelopeFields.AlgorithmSuiteV3);
        var wrap = KeyWrapAlgorithm.Find(KeyWrapAlgorithm.OfV3, Value(fields, EnvelopeFields.WrapAlgorithmV3));
        var isKnownSuite = string.Equals(suite, ContentAlgorithm.CommittingSuite, StringComparison.Ordinal);
        var reading = new EnvelopeReading(
            EnvelopeKind.V3,
            null,
            $"it has a V3 envelope ({Describe(fields, EnvelopeFields.AlgorithmSuiteV3)}, "
                + $"{Describe(fields, EnvelopeFields.WrapAlgorithmV3)})"
        )
        {
            ContentCipher = isKnownSuite ? ContentAlgorithm.CommittingGcm : suite,
            KeyWrap = wrap?.Name ?? Value(fields, EnvelopeFields.WrapAlgorithmV3),
        };
        if (wrap is null || !isKnownSuite)
            return reading;
        if (
            !TryDecode(fields[EnvelopeFields.WrappedKeyV3], out var wrappedKey)
            || !wrap.IsWrappedLength(wrappedKey.Length)
            || (wrap is SymmetricKeyWrap && wrappedKey.Length != GcmKeyWrap.WrappedLength)
        )
            return Damaged($"'{EnvelopeFields.WrappedKeyV3}' is not a key wrapped by {reading.KeyWrap}");
        if (!TryReadCommitted(fields, EnvelopeFields.KeyCommitmentV3, out var commitment))
            return Damaged($"'{EnvelopeFields.KeyCommitmentV3}' is missing or is not {KeyCommitment.LengthInBytes} bytes in base64");
        if (!TryReadCommitted(fields, EnvelopeFields.MessageIdV3, out var messageId))
            return Damaged($"'{EnvelopeFields.MessageIdV3}' is missing or is not {KeyCommitment.LengthInBytes} bytes in base64");
        if (!TryReadLength(fields, out var length))
            return Damaged($"'{EnvelopeFields.UnencryptedLength}' is not a length in bytes");
        var cipher = ContentCipher.CommittingGcm;
        var vector = new byte[cipher.VectorLength];
        vector.AsSpan().Fill(CommittingVectorByte);
        if (ReadContext(fields, EnvelopeFields.EncryptionContextV3, wrap, cipher, out var context) is { } obstacle)
            return Damaged(obstacle);
        return reading with
        {
            Envelope = new ContentEnvelope(wrappedKey, vector, length, wrap, cipher)
            {
                Commitment = new KeyCommitment(messageId, commitment),
                Context = context,
                MayCountTag = isFromInstructions,
            },
        };
    }

    /// <summary>
    /// Returns the V2 fields of an instruction file that has V3's names, as AWS's client for .NET 4.0.2 writes it for V2 content in
    /// parts. That client itself cannot read it. The vector is in the wrapped key only, and AES-GCM proves it.
    /// </summary>
    /// <returns>Null if the object is V3, or its data key is not wrapped by AES.</returns>
    static Dictionary<string, string>? AsV2(Dictionary<string, string> fields)
    {
        if (
            EnvelopeFields.OnObjectV3.Any(fields.ContainsKey)
            || KeyWrapAlgorithm.Find(KeyWrapAlgorithm.OfV3, Value(fields, EnvelopeFields.WrapAlgorithmV3)) is not SymmetricKeyWrap
            || !TryDecode(fields[EnvelopeFields.WrappedKeyV3], out var wrappedKey)
            || !GcmKeyWrap.IsWrappedLength(wrappedKey.Length)
        )
            return null;
        return new(fields, fields.Comparer)
        {
            [EnvelopeFields.WrappedKeyV2] = fields[EnvelopeFields.WrappedKeyV3],
            [EnvelopeFields.WrapAlgorithmV2] = ContentAlgorithm.GcmWrap,
            [EnvelopeFields.ContentAlgorithmV2] = ContentCipher.Gcm.Name,
            [EnvelopeFields.InitializationVector] = Convert.ToBase64String(wrappedKey, 0, GcmDecryptor.VectorLength),
        };
    }

    /// <summary>Reads the encryption context of a data key that AWS KMS encrypted.</summary>
    /// <returns>Why the context cannot be used; null if it can, or if the key wrap has none.</returns>
    static string? ReadContext(
        Dictionary<string, string> fields,
        string field,
        KeyWrapAlgorithm wrap,
        ContentCipher cipher,
        out IReadOnlyDictionary<string, string> context
    )
    {
        context = new Dictionary<string, string>(StringComparer.Ordinal);
        if (wrap is not KmsKeyWrap kms)
            return null;
        var text = Value(fields, field) ?? "";
        if ((Fields(text) ?? Fields(EncodedWord.Decode(text))) is not { } values)
            return $"'{field}' is missing or is not an encryption context";
        context = values;
        values.TryGetValue(KmsKeyWrap.ContentAlgorithmName, out var algorithm);
        return kms.HasContentAlgorithm && !string.Equals(algorithm, cipher.WrappedName, StringComparison.Ordinal)
            ? $"'{KmsKeyWrap.ContentAlgorithmName}' in '{field}' is not {cipher.WrappedName}, the algorithm of its content"
            : null;
    }

    static Dictionary<string, string>? Fields(string json) => JsonText.TryReadFields(Encoding.UTF8.GetBytes(json));

    static bool TryReadCommitted(Dictionary<string, string> fields, string field, out byte[] bytes) =>
        TryDecode(Value(fields, field) ?? "", out bytes) && bytes.Length == KeyCommitment.LengthInBytes;

    static EnvelopeReading ReadWithoutKey(Dictionary<string, string> fields)
    {
        var suite = fields.ContainsKey(EnvelopeFields.AlgorithmSuiteV3);
        var commitment = fields.ContainsKey(EnvelopeFields.KeyCommitmentV3);
        var messageId = fields.ContainsKey(EnvelopeFields.MessageIdV3);
        if (suite && commitment && messageId)
            return Damaged("its wrapped key is in an instruction file, which is missing") with { NeedsInstructionFile = true };
        if (commitment || messageId)
            return Damaged("its metadata contains only a part of a V3 envelope");
        foreach (
            var field in new[] { EnvelopeFields.InitializationVector, EnvelopeFields.WrapAlgorithmV2, EnvelopeFields.ContentAlgorithmV2 }
        )
        {
            if (fields.ContainsKey(field))
                return Damaged($"its metadata contains '{field}' without a wrapped key");
        }
        if (fields.ContainsKey(EnvelopeFields.UnencryptedLength))
            return Damaged(
                $"its metadata contains '{EnvelopeFields.UnencryptedLength}' without a wrapped key, and its instruction file is missing"
            ) with
            {
                NeedsInstructionFile = true,
            };
        // A client that adds the prefix itself ends up writing it twice.
        return fields.Keys.FirstOrDefault(IsDoubled) is { } doubled
            ? Damaged($"its envelope has the prefix '{WirePrefix}' twice ('{WirePrefix}{doubled}'), so clients cannot find it")
            : new(EnvelopeKind.None, null, "");
    }

    static bool IsDoubled(string name) =>
        name.StartsWith(WirePrefix, StringComparison.OrdinalIgnoreCase) && EnvelopeFields.IsOne(name.Substring(WirePrefix.Length));

    static bool TryReadLength(Dictionary<string, string> fields, out long? length)
    {
        length = null;
        if (!fields.TryGetValue(EnvelopeFields.UnencryptedLength, out var text))
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        length = value;
        return true;
    }

    static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = Convert.FromBase64String(text);
            return true;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }

    static string? Value(Dictionary<string, string> fields, string field) => fields.TryGetValue(field, out var value) ? value : null;

    static string Describe(Dictionary<string, string> fields, string field) =>
        fields.TryGetValue(field, out var value) ? $"{field} {value}" : $"no {field}";

    static EnvelopeReading Damaged(string obstacle) => new(EnvelopeKind.Damaged, null, obstacle);
}
