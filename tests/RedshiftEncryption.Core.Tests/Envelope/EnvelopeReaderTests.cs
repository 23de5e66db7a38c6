using CsCheck;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Envelope;

public sealed class EnvelopeReaderTests
{
    static readonly string Key48 = Convert.ToBase64String(new byte[48]);
    static readonly string Vector16 = Convert.ToBase64String(new byte[16]);

    static Dictionary<string, string> V1() =>
        new(StringComparer.Ordinal)
        {
            ["x-amz-key"] = Key48,
            ["x-amz-iv"] = Vector16,
            ["x-amz-matdesc"] = "{}",
            ["x-amz-unencrypted-content-length"] = "42",
        };

    [Fact]
    public void What_is_written_is_read()
    {
        using var rootKey = RootKey.Create();
        using var dataKey = DataKey.Create();
        var written = ContentEnvelope.Create(rootKey, dataKey).WithLength(12345);
        var metadata = written.ToMetadata();
        Assert.Equal(
            ["x-amz-iv", "x-amz-key", "x-amz-matdesc", "x-amz-unencrypted-content-length"],
            metadata.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal("{}", metadata["x-amz-matdesc"]);

        var reading = EnvelopeReader.Read(metadata);
        Assert.Equal(EnvelopeKind.V1, reading.Kind);
        Assert.Equal(written.WrappedKey, reading.Envelope!.WrappedKey);
        Assert.Equal(written.InitializationVector, reading.Envelope.InitializationVector);
        Assert.Equal(12345, reading.Envelope.UnencryptedLength);
    }

    [Theory]
    [InlineData("x-amz-matdesc")]
    [InlineData("x-amz-unencrypted-content-length")]
    public void Optional_fields_may_be_missing(string field)
    {
        var metadata = V1();
        metadata.Remove(field);
        Assert.NotNull(EnvelopeReader.Read(metadata).Envelope);
    }

    [Theory]
    [InlineData("x-amz-meta-x-amz-key")]
    [InlineData("X-Amz-Meta-x-amz-key-v2")]
    [InlineData("x-amz-meta-x-amz-3")]
    public void An_envelope_under_the_prefix_twice_is_damage_and_is_named(string field)
    {
        var reading = EnvelopeReader.Read(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = Key48 });
        Assert.Equal(EnvelopeKind.Damaged, reading.Kind);
        Assert.Contains(field, reading.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_metadata_under_the_prefix_twice_is_no_envelope() =>
        Assert.Equal(
            EnvelopeKind.None,
            EnvelopeReader.Read(new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-meta-owner"] = "me" }).Kind
        );

    [Theory]
    [InlineData("x-amz-key")]
    [InlineData("x-amz-iv")]
    public void A_missing_field_is_damage(string field)
    {
        var metadata = V1();
        metadata.Remove(field);
        Assert.Equal(EnvelopeKind.Damaged, EnvelopeReader.Read(metadata).Kind);
    }

    [Theory]
    [InlineData("x-amz-key", "?")]
    [InlineData("x-amz-key", "")]
    [InlineData("x-amz-key", "AAAA")]
    [InlineData("x-amz-iv", "?")]
    [InlineData("x-amz-iv", "")]
    [InlineData("x-amz-iv", "AAAA")]
    [InlineData("x-amz-unencrypted-content-length", "")]
    [InlineData("x-amz-unencrypted-content-length", "-1")]
    [InlineData("x-amz-unencrypted-content-length", "12x")]
    [InlineData("x-amz-unencrypted-content-length", "99999999999999999999")]
    public void A_malformed_field_is_damage_and_is_named(string field, string value)
    {
        var metadata = V1();
        metadata[field] = value;
        var reading = EnvelopeReader.Read(metadata);
        Assert.Equal(EnvelopeKind.Damaged, reading.Kind);
        Assert.Contains(field, reading.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_of_17_bytes_is_damage_and_one_of_12_is_another_cipher()
    {
        var metadata = V1();
        metadata["x-amz-iv"] = Convert.ToBase64String(new byte[17]);
        Assert.Equal(EnvelopeKind.Damaged, EnvelopeReader.Read(metadata).Kind);

        metadata["x-amz-iv"] = Convert.ToBase64String(new byte[12]);
        var reading = EnvelopeReader.Read(metadata);
        Assert.Equal(EnvelopeKind.V1, reading.Kind);
        Assert.Null(reading.Envelope);
        Assert.Contains("12 bytes", reading.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_wrapped_under_an_asymmetric_root_key_is_told()
    {
        var metadata = V1();
        metadata["x-amz-key"] = Convert.ToBase64String(new byte[256]);
        var reading = EnvelopeReader.Read(metadata);
        Assert.Same(KeyWrapAlgorithm.RsaPkcs1, reading.Envelope!.KeyWrap);
        Assert.Contains("asymmetric", reading.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_come_in_any_letter_case()
    {
        var metadata = V1().ToDictionary(static field => field.Key.ToUpperInvariant(), static field => field.Value, StringComparer.Ordinal);
        Assert.NotNull(EnvelopeReader.Read(metadata).Envelope);
    }

    [Fact]
    public void Another_description_does_not_matter_to_who_has_the_key()
    {
        var metadata = V1();
        metadata["x-amz-matdesc"] = "{\"kms_cmk_id\":\"x\"}";
        Assert.NotNull(EnvelopeReader.Read(metadata).Envelope);
    }

    [Theory]
    [InlineData(EnvelopeKind.None, "color=blue")]
    [InlineData(EnvelopeKind.None, "x-amz-matdesc={}")]
    [InlineData(
        EnvelopeKind.V2,
        "x-amz-key-v2=AAAA;x-amz-iv=AAAA;x-amz-wrap-alg=AES/GCM;x-amz-cek-alg=AES/CTR/NoPadding;x-amz-tag-len=128;x-amz-matdesc={}"
    )]
    [InlineData(
        EnvelopeKind.Damaged,
        "x-amz-key-v2=AAAA;x-amz-iv=AAAA;x-amz-wrap-alg=AES/GCM;x-amz-cek-alg=AES/GCM/NoPadding;x-amz-tag-len=128;x-amz-matdesc={}"
    )]
    [InlineData(EnvelopeKind.V2, "x-amz-key-v2=AAAA;x-amz-iv=AAAA;x-amz-wrap-alg=kms+context")]
    [InlineData(EnvelopeKind.V3, "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=116;x-amz-w=02")]
    [InlineData(EnvelopeKind.V3, "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115;x-amz-w=99")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115;x-amz-w=02")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115;x-amz-w=02;x-amz-iv=AAAA")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115;x-amz-w=02;x-amz-matdesc={}")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-key-v2=AAAA;x-amz-iv=AAAA;x-amz-wrap-alg=kms+context;x-amz-d=AAAA")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-key=AAAA;x-amz-iv=AAAA;x-amz-c=115")]
    [InlineData(EnvelopeKind.InstructionFile, "x-amz-crypto-instr-file=")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-d=AAAA")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-unencrypted-content-length=5")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-cek-alg=AES/GCM/NoPadding")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-key=AAAA;x-amz-key-v2=AAAA;x-amz-iv=AAAA")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-key=AAAA;x-amz-3=AAAA;x-amz-iv=AAAA")]
    [InlineData(EnvelopeKind.Damaged, "x-amz-key=AAAA;x-amz-iv=AAAA;x-amz-cek-alg=AES/GCM/NoPadding")]
    public void Every_envelope_is_recognized_by_name(EnvelopeKind kind, string fields)
    {
        var metadata = fields
            .Split(';')
            .Select(static field => field.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        var reading = EnvelopeReader.Read(metadata);
        Assert.Equal(kind, reading.Kind);
        Assert.Null(reading.Envelope);
        Assert.Equal(kind == EnvelopeKind.None, reading.Obstacle.Length == 0);
    }

    [Theory]
    [InlineData("AES/GCM", "AES/GCM/NoPadding", 60, 12)]
    [InlineData("AES/GCM", "AES/CBC/PKCS5Padding", 60, 16)]
    [InlineData("AESWrap", "AES/GCM/NoPadding", 40, 12)]
    [InlineData("AESWrap", "AES/CBC/PKCS5Padding", 40, 16)]
    [InlineData("AESWrap", "AES/CBC/PKCS5Padding", 24, 16)]
    public void A_V2_envelope_under_a_symmetric_key_is_read(string wrap, string cipher, int keyLength, int vectorLength)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["x-amz-key-v2"] = Convert.ToBase64String(new byte[keyLength]),
            ["x-amz-iv"] = Convert.ToBase64String(new byte[vectorLength]),
            ["x-amz-wrap-alg"] = wrap,
            ["x-amz-cek-alg"] = cipher,
            ["x-amz-tag-len"] = "128",
        };
        var reading = EnvelopeReader.Read(metadata);
        Assert.Equal((EnvelopeKind.V2, cipher, wrap), (reading.Kind, reading.ContentCipher, reading.KeyWrap));
        Assert.NotNull(reading.Envelope);
        Assert.NotEmpty(reading.Obstacle);
        foreach (var (field, value) in new[] { ("x-amz-iv", "AAAA"), ("x-amz-key-v2", "AAAA"), ("x-amz-iv", "?") })
            Assert.Equal(
                EnvelopeKind.Damaged,
                EnvelopeReader.Read(new Dictionary<string, string>(metadata, StringComparer.Ordinal) { [field] = value }).Kind
            );
    }

    [Theory]
    [InlineData("{\"k\":\"ä\",\"aws:x-amz-cek-alg\":\"AES/GCM/NoPadding\"}")]
    [InlineData("=?UTF-8?B?eyJrIjoiw6QiLCJhd3M6eC1hbXotY2VrLWFsZyI6IkFFUy9HQ00vTm9QYWRkaW5nIn0=?=")]
    [InlineData("=?UTF-8?Q?{\"k\":\"=C3=A4\",\"aws:x-amz-cek-alg\":\"AES/GCM/NoPadding\"}?=")]
    public void An_encryption_context_is_read_as_servers_return_it(string context)
    {
        var reading = EnvelopeReader.Read(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["x-amz-key-v2"] = Convert.ToBase64String(new byte[60]),
                ["x-amz-iv"] = Convert.ToBase64String(new byte[12]),
                ["x-amz-wrap-alg"] = "kms+context",
                ["x-amz-cek-alg"] = "AES/GCM/NoPadding",
                ["x-amz-matdesc"] = context,
            }
        );
        Assert.Equal("ä", reading.Envelope!.Context["k"]);
    }

    /// <summary>No metadata causes an exception, and only two well-formed fields are an envelope.</summary>
    [Fact]
    public void Any_metadata_is_read_without_an_exception()
    {
        var names = Pick.OneOf(
            "x-amz-key",
            "x-amz-iv",
            "x-amz-matdesc",
            "x-amz-unencrypted-content-length",
            "x-amz-key-v2",
            "x-amz-3",
            "x-amz-c",
            "x-amz-d",
            "x-amz-i",
            "x-amz-cek-alg",
            "X-Amz-Key",
            "x-amz-crypto-instr-file",
            "other"
        );
        var values = Gen.OneOf(
            Gen.String,
            Gen.Byte.Array[0, 60].Select(Convert.ToBase64String),
            Gen.Const(Key48),
            Gen.Const(Vector16),
            Gen.Long.Select(static value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        names
            .Select(values)
            .Array[0, 6]
            .Sample(fields =>
            {
                var reading = EnvelopeReader.Read(fields.Select(static field => KeyValuePair.Create(field.Item1, field.Item2)));
                return reading.Envelope is null
                    ? (reading.Kind == EnvelopeKind.None) == (reading.Obstacle.Length == 0)
                    : reading is { Kind: EnvelopeKind.V1, ContentCipher: "AES/CBC/PKCS5Padding", KeyWrap: "AES/ECB/PKCS5Padding" }
                        && reading.Envelope.InitializationVector.Length == 16
                        && reading.Envelope.WrappedKey.Length is 32 or 48;
            });
    }
}
