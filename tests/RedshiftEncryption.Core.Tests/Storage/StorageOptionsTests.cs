using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Storage;

public sealed class StorageOptionsTests
{
    static readonly S3Address Address = new("bucket", "key");

    [Theory]
    [InlineData("team", "load", null)]
    [InlineData("a.b-c_d", "", null)]
    [InlineData("", "v", "empty")]
    [InlineData("a b", "v", "character")]
    [InlineData("ü", "v", "character")]
    [InlineData(EnvelopeFields.WrappedKey, "v", "reserved")]
    [InlineData(EnvelopeFields.MessageIdV3, "v", "reserved")]
    [InlineData("x-amz-meta-team", "v", "reserved")]
    [InlineData(SourceMark.Field, "v", "reserved")]
    [InlineData("mtime", "1", "reserved")]
    [InlineData("team", "Lädt", "ASCII")]
    [InlineData("team", "a\r\nb", "ASCII")]
    [InlineData("team", " a", "space")]
    [InlineData("team", "a ", "space")]
    public void Metadata_is_checked(string name, string value, string? problem) =>
        AssertProblem(problem, UserMetadata.Problem(name, value));

    [Theory]
    [InlineData("owner", "load", null)]
    [InlineData("Größe/数", "a b+-=._:/@", null)]
    [InlineData("", "v", "characters")]
    [InlineData("a", "b,c", "letter")]
    [InlineData("a", "x\ny", "letter")]
    [InlineData("aws:x", "v", "reserves")]
    [InlineData("AWS:x", "v", "reserves")]
    public void Tags_are_checked(string key, string value, string? problem) => AssertProblem(problem, TagRules.Problem(key, value));

    [Fact]
    public void Lengths_of_tags_are_checked()
    {
        Assert.Null(TagRules.Problem(new string('k', 128), new string('v', 256)));
        Assert.NotNull(TagRules.Problem(new string('k', 129), ""));
        Assert.NotNull(TagRules.Problem("k", new string('v', 257)));
    }

    [Theory]
    [InlineData("standard_ia", "STANDARD_IA", false)]
    [InlineData("glacier", "GLACIER", true)]
    [InlineData("DEEP_ARCHIVE", "DEEP_ARCHIVE", true)]
    [InlineData("GLACIER_IR", "GLACIER_IR", false)]
    [InlineData("Future_Class", "Future_Class", false)]
    public void Storage_classes_have_the_case_of_s3(string name, string exact, bool isArchive)
    {
        Assert.True(StorageClassName.IsName(name));
        Assert.Equal(exact, StorageClassName.Exact(name));
        Assert.Equal(isArchive, StorageClassName.IsArchive(exact));
    }

    [Fact]
    public void Options_take_precedence_over_the_properties_of_a_source()
    {
        var options = new StorageOptions
        {
            StorageClass = "STANDARD_IA",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "new" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["m"] = "new" },
            CacheControl = "no-store",
        };
        var write = options.ApplyTo(
            new ObjectWrite(Address)
            {
                StorageClass = "GLACIER_IR",
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "old", ["b"] = "old" },
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["M"] = "old", ["n"] = "old" },
                Headers = new ObjectHeaders { ContentType = "text/csv", CacheControl = "public" },
            }
        );
        Assert.Equal("STANDARD_IA", write.StorageClass);
        Assert.Equal("new old", $"{write.Tags["a"]} {write.Tags["b"]}");
        Assert.Equal("new old", $"{write.Metadata["m"]} {write.Metadata["n"]}");
        Assert.Equal(2, write.Metadata.Count);
        Assert.Equal("text/csv no-store", $"{write.Headers.ContentType} {write.Headers.CacheControl}");
    }

    [Fact]
    public void More_than_ten_tags_in_all_are_refused()
    {
        var tags = Enumerable.Range(0, 10).ToDictionary(static number => $"t{number}", static _ => "", StringComparer.Ordinal);
        var options = new StorageOptions { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["another"] = "" } };
        var failure = Assert.Throws<ObjectStoreException>(() => options.ApplyTo(new ObjectWrite(Address) { Tags = tags }));
        Assert.Contains("11 tags", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2043, true)]
    [InlineData(2044, true)]
    [InlineData(2045, false)]
    public void The_metadata_budget_is_that_of_s3(int length, bool fits)
    {
        var options = new StorageOptions
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = new('v', length) },
        };
        var write = options.ApplyTo(new ObjectWrite(Address));
        if (fits)
            UserMetadata.ThrowIfTooLarge(write);
        else
            Assert.Contains(
                "2,049 bytes",
                Assert.Throws<ObjectStoreException>(() => UserMetadata.ThrowIfTooLarge(write)).Message,
                StringComparison.Ordinal
            );
        // What is only preserved is for the server to decide.
        UserMetadata.ThrowIfTooLarge(write with { MetadataLimit = null });
    }

    static void AssertProblem(string? expected, string? found)
    {
        if (expected is null)
            Assert.Null(found);
        else
            Assert.Contains(expected, found, StringComparison.Ordinal);
    }
}
