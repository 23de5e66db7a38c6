using RedshiftEncryption.Redshift.Manifests;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class CopyManifestContentsTests
{
    static CopyManifestEntry Entry(string key, string bucketName = "b") => new CopyManifestEntry(bucketName, key);

    static CopyManifestContents Of(params CopyManifestEntry[] entries) => CopyManifestContents.Of(entries, format: null);

    static void AssertRefused(CopyManifestEntry[] entries, params string[] says)
    {
        var exception = Assert.Throws<InvalidCopyOptionException>(() => Of(entries));
        Assert.All(says, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_objects_have_in_common_is_known()
    {
        var known = Entry("1.gz") with
        {
            Length = 32,
            Envelope = "V1",
            RootKeyFingerprint = "f",
            ServerSideEncryption = "aws:kms",
            Region = "eu-west-1",
            EndpointUrl = "http://localhost/",
            Verified = true,
        };
        var contents = Of(
            known,
            Entry("2.gz", "other") with
            {
                Length = 16,
                Envelope = "V1",
                RootKeyFingerprint = "f",
                ServerSideEncryption = "aws:kms",
                Region = "eu-west-1",
                EndpointUrl = "http://localhost/",
                Verified = true,
            }
        );
        Assert.Equal(
            ("V1", "f", "Gzip", "aws:kms"),
            (contents.Envelope, contents.RootKeyFingerprint, contents.Compression, contents.ServerSideEncryption)
        );
        Assert.Equal(
            ("eu-west-1", "http://localhost/", 48L, true),
            (contents.Region, contents.EndpointUrl, contents.Length, contents.Verified)
        );
        Assert.Null(contents.Format);
    }

    [Fact]
    public void What_is_not_known_of_all_is_not_told_of_the_manifest()
    {
        var contents = Of(Entry("1") with { Length = 1, Verified = true, ServerSideEncryption = "AES256" }, Entry("2"));
        Assert.Null(contents.Length);
        Assert.Null(contents.Verified);
        Assert.Null(contents.ServerSideEncryption);
        Assert.Null(contents.Envelope);
        Assert.Equal("None", contents.Compression);
    }

    [Fact]
    public void An_object_of_nothing_counts_as_one_with_a_header()
    {
        // COPY skips the first line of each object, and this one has none.
        var empty = Entry("2") with
        {
            IsOfNothing = true,
        };
        Assert.Equal(2, Of(Entry("1") with { HasHeader = true }, empty).HeaderCount);
        Assert.Equal(1, Of(Entry("1") with { HasHeader = true }, Entry("2") with { HasHeader = false }).HeaderCount);
        Assert.Equal(0, Of(Entry("1"), empty).HeaderCount);
    }

    [Fact]
    public void Server_side_encryption_may_differ() =>
        Assert.Null(
            Of(
                Entry("1") with
                {
                    ServerSideEncryption = "AES256",
                },
                Entry("2") with
                {
                    ServerSideEncryption = "aws:kms",
                }
            ).ServerSideEncryption
        );

    [Fact]
    public void An_object_that_is_named_twice_is_refused_with_its_sources()
    {
        var exception = Assert.Throws<CopyManifestException>(() =>
            Of(
                Entry("a") with
                {
                    SourcePath = "/x/a",
                },
                Entry("b"),
                Entry("a") with
                {
                    SourcePath = "/y/a",
                },
                Entry("a"),
                Entry("b"),
                Entry("a", "other")
            )
        );
        Assert.Equal(CopyManifestFault.DuplicateEntry, exception.Fault);
        Assert.Contains("s3://b/a (3 times, from '/x/a' and '/y/a'), s3://b/b (2 times).", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_that_are_named_twice_some_are_named()
    {
        var once = Enumerable.Range(1, 9).Select(static i => Entry($"{i}")).ToList();
        var exception = Assert.Throws<CopyManifestException>(() => CopyManifestContents.Of(once.Concat(once), format: null));
        Assert.Contains("s3://b/3 (2 times), and 6 more.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_only_look_the_same_are_not_the_same() =>
        Assert.Equal(5, Of(Entry("a"), Entry("A"), Entry("/a"), Entry("\u00e9"), Entry("e\u0301")).Entries.Count);

    [Fact]
    public void Several_regions_are_refused() =>
        AssertRefused(
            [Entry("1") with { Region = "eu-west-1" }, Entry("2") with { Region = "us-east-1" }, Entry("3") with { Region = "us-east-1" }],
            "regions",
            "eu-west-1: s3://b/1",
            "us-east-1: s3://b/2 and 1 more"
        );

    [Fact]
    public void Several_endpoints_are_refused() =>
        AssertRefused(
            [Entry("1") with { EndpointUrl = "http://x/" }, Entry("2") with { EndpointUrl = "http://y/" }],
            "endpoints",
            "http://x/: s3://b/1",
            "http://y/: s3://b/2"
        );

    [Fact]
    public void Several_envelopes_are_refused() =>
        AssertRefused(
            [Entry("1") with { Envelope = "V1" }, Entry("2") with { Envelope = "None" }],
            "client-side encryption",
            "V1: s3://b/1",
            "None: s3://b/2"
        );

    [Fact]
    public void Several_root_keys_are_refused() =>
        AssertRefused(
            [
                Entry("1") with
                {
                    Envelope = "V1",
                    RootKeyFingerprint = "f1",
                },
                Entry("2") with
                {
                    Envelope = "V1",
                    RootKeyFingerprint = "f2",
                },
            ],
            "root keys",
            "f1: s3://b/1",
            "f2: s3://b/2"
        );

    [Theory]
    [InlineData("V2")]
    [InlineData("V3")]
    [InlineData("InstructionFile")]
    [InlineData("Damaged")]
    public void An_envelope_that_copy_cannot_read_is_refused(string envelope) =>
        AssertRefused([Entry("1") with { Envelope = envelope }], "s3://b/1", envelope);

    [Fact]
    public void Several_compressions_are_refused() =>
        AssertRefused([Entry("1.gz"), Entry("2.csv"), Entry("3.zst")], "Gzip: s3://b/1.gz", "None: s3://b/2.csv", "Zstd: s3://b/3.zst");

    [Theory]
    [InlineData("Gzip", "x.csv", "Gzip")]
    [InlineData("gzip", "x.csv", "Gzip")]
    [InlineData("None", "x.gz", "None")]
    [InlineData("", "x.gz", "Gzip")]
    [InlineData(null, "x.bz2", "Bzip2")]
    public void A_record_knows_better_than_the_name(string? said, string key, string compression) =>
        Assert.Equal(compression, Of(Entry(key) with { Compression = said }).Compression);

    [Theory]
    [InlineData("Optimal")]
    [InlineData("1")]
    public void A_compression_that_copy_does_not_know_is_refused(string compression) =>
        AssertRefused([Entry("1") with { Compression = compression }], "s3://b/1", compression);

    [Theory]
    [InlineData("x.parquet", "Parquet")]
    [InlineData("x.snappy.parquet", "Parquet")]
    [InlineData("x.PARQUET.gz", "Parquet")]
    [InlineData("x.orc", "Orc")]
    [InlineData("x.orc.snappy", "Orc")]
    [InlineData("parquet", null)]
    [InlineData("x.parquet/part-0", null)]
    [InlineData("x.orc.zst", null)]
    public void Columnar_files_are_known_by_their_names(string key, string? format)
    {
        var contents = Of(Entry(key) with { Length = 1 });
        Assert.Equal(format, contents.Format);
        if (format is not null)
            Assert.Equal("None", contents.Compression);
    }

    [Fact]
    public void Columnar_files_beside_others_are_refused_unless_the_format_is_said()
    {
        var entries = new[]
        {
            Entry("_SUCCESS") with
            {
                Length = 1,
            },
            Entry("1.parquet") with
            {
                Length = 1,
            },
            Entry("2.orc") with
            {
                Length = 1,
            },
        };
        AssertRefused(entries, "neither Parquet nor ORC: s3://b/_SUCCESS", "Parquet: s3://b/1.parquet", "Orc: s3://b/2.orc", "-Format");
        Assert.Equal("Parquet", CopyManifestContents.Of(entries, "Parquet").Format);
    }

    [Fact]
    public void Columnar_files_need_their_lengths()
    {
        AssertRefused([Entry("1.parquet") with { Length = 1 }, Entry("2.parquet")], "s3://b/2.parquet", "Length");
        AssertRefused([Entry("1.parquet") with { Length = 0 }], "s3://b/1.parquet", "0 bytes");
    }

    [Fact]
    public void Columnar_files_are_not_client_side_encrypted() =>
        AssertRefused([Entry("1.parquet") with { Length = 1, Envelope = "V1" }], "s3://b/1.parquet", "server-side");

    [Theory]
    [InlineData("not a bucket", "k", typeof(InvalidCopyOptionException))]
    [InlineData("", "k", typeof(InvalidCopyOptionException))]
    [InlineData("b", "", typeof(InvalidKeyException))]
    public void What_no_object_can_be_called_is_no_entry(string bucketName, string key, Type type) =>
        Assert.Throws(type, () => Entry(key, bucketName));

    [Fact]
    public void An_entry_is_not_created_for_a_key_that_S3_cannot_have()
    {
        // Not data of a theory: an attribute cannot contain half a surrogate pair.
        foreach (var key in (string[])["\ud800x", new string('ä', 513)])
            Assert.Throws<InvalidKeyException>(() => Entry(key));
        Assert.Equal(512, Entry(new string('ä', 512)).Address.Key.Length);
    }
}
