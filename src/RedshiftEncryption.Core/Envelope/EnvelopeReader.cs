using System.Globalization;
using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Recognizes envelopes by their exclusive metadata names, as the S3 encryption clients do. Reads V1 envelopes, with or
/// without optional fields, and V2 envelopes under a symmetric root key.
/// </summary>
internal static class EnvelopeReader
{
    const string WirePrefix = "x-amz-meta-";
    const int SmallestRsaBlockLength = 128;

    /// <summary>The tag length in bits, as in the field: the clients write only GCM's full tag.</summary>
    const string TagLength = "128";

    /// <summary>AES-256-GCM with a committed key that is derived by HKDF-SHA512.</summary>
    const string CommittingSuite = "115";

    /// <param name="metadata">The user metadata, without the <c>x-amz-meta-</c> prefix, with names in any letter case.</param>
    public static EnvelopeReading Read(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in metadata)
            fields[field.Key] = field.Value;

        if (fields.ContainsKey(EnvelopeFields.InstructionFile))
            return new(EnvelopeKind.InstructionFile, null, InstructionFile.Obstacle);

        var v1 = fields.ContainsKey(EnvelopeFields.WrappedKey);
        var v2 = fields.ContainsKey(EnvelopeFields.WrappedKeyV2);
        var v3 = fields.ContainsKey(EnvelopeFields.WrappedKeyV3);
        if ((v1 ? 1 : 0) + (v2 ? 1 : 0) + (v3 ? 1 : 0) > 1)
            return Damaged("its metadata contains the wrapped keys of more than one envelope");
        if (v3)
            return ReadV3(fields);
        if (v2)
            return ReadV2(fields);
        return v1 ? ReadV1(fields) : ReadWithoutKey(fields);
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
        if (wrappedKey.Length >= SmallestRsaBlockLength)
            return new(EnvelopeKind.V1, null, $"its wrapped key has {wrappedKey.Length} bytes: it was wrapped under an asymmetric root key")
            {
                ContentCipher = ContentAlgorithm.Cbc,
            };
        if (!KeyWrap.IsWrappedLength(wrappedKey.Length))
            return Damaged($"'{EnvelopeFields.WrappedKey}' has {wrappedKey.Length} bytes instead of {KeyWrap.WrappedLength}");
        if (vector.Length == GcmDecryptor.VectorLength)
            return new(
                EnvelopeKind.V1,
                null,
                $"its initialization vector has {vector.Length} bytes, as in AES-GCM; AES-CBC and COPY need "
                    + $"{CbcContent.BlockLength} bytes"
            )
            {
                KeyWrap = ContentAlgorithm.EcbWrap,
            };
        if (vector.Length != CbcContent.BlockLength)
            return Damaged($"'{EnvelopeFields.InitializationVector}' has {vector.Length} bytes instead of {CbcContent.BlockLength}");
        if (!TryReadLength(fields, out var length))
            return Damaged($"'{EnvelopeFields.UnencryptedLength}' is not a length in bytes");
        return new(EnvelopeKind.V1, new ContentEnvelope(wrappedKey, vector, length), "")
        {
            ContentCipher = ContentAlgorithm.Cbc,
            KeyWrap = ContentAlgorithm.EcbWrap,
        };
    }

    static EnvelopeReading ReadV2(Dictionary<string, string> fields)
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
        var wrap = KeyWrapAlgorithm.OfV2.FirstOrDefault(known => string.Equals(known.Name, reading.KeyWrap, StringComparison.Ordinal));
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
        return reading with { Envelope = new ContentEnvelope(wrappedKey, vector, length, wrap, cipher) };
    }

    static EnvelopeReading ReadV3(Dictionary<string, string> fields) =>
        new(EnvelopeKind.V3, null, $"it has a V3 envelope ({Describe(fields, EnvelopeFields.AlgorithmSuiteV3)})")
        {
            ContentCipher =
                Value(fields, EnvelopeFields.AlgorithmSuiteV3) is CommittingSuite
                    ? "AES/GCM/NoPadding, key-committing"
                    : Value(fields, EnvelopeFields.AlgorithmSuiteV3),
            KeyWrap = Value(fields, EnvelopeFields.WrapAlgorithmV3) switch
            {
                "02" => ContentAlgorithm.GcmWrap,
                "12" => "kms+context",
                "22" => "RSA-OAEP-SHA1",
                var other => other,
            },
        };

    static EnvelopeReading ReadWithoutKey(Dictionary<string, string> fields)
    {
        var suite = fields.ContainsKey(EnvelopeFields.AlgorithmSuiteV3);
        var commitment = fields.ContainsKey(EnvelopeFields.KeyCommitmentV3);
        var messageId = fields.ContainsKey(EnvelopeFields.MessageIdV3);
        if (suite && commitment && messageId)
            return new(EnvelopeKind.InstructionFile, null, "it has a V3 envelope whose wrapped key is in an instruction file");
        if (commitment || messageId)
            return Damaged("its metadata contains only a part of a V3 envelope");
        foreach (
            var field in new[] { EnvelopeFields.InitializationVector, EnvelopeFields.WrapAlgorithmV2, EnvelopeFields.ContentAlgorithmV2 }
        )
        {
            if (fields.ContainsKey(field))
                return Damaged($"its metadata contains '{field}' without a wrapped key");
        }
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
