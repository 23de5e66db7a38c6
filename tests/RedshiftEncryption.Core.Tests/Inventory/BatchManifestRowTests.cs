using CsCheck;
using RedshiftEncryption.Csv;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Inventory;

public sealed class BatchManifestRowTests
{
    static readonly S3Address File = new("inventory", "manifest.csv");

    static readonly Gen<char> Hostile = Gen.OneOf(Pick.OneOf(' ', '+', '%', '"', '\'', ',', '\r', '\n', '\0', '/', 'ä', '€'), Gen.Char);

    static readonly Gen<string> Key = Gen.OneOf(
        Hostile.Array[1, 40].Select(static characters => new string(characters)).Where(static text => !text.Any(char.IsSurrogate)),
        Pick.OneOf("key", "Key", "KEY", "bucket", "a%20b", "%41", "\U0001F600", "a+b", "=1+1")
    );

    static readonly Gen<string> Bucket = Gen.Char['a', 'z'].Array[3, 20].Select(static characters => "b-" + new string(characters));

    static readonly Gen<string> Version = Gen.Char['!', '~']
        .Array[1, 40]
        .Select(static characters => new string(characters))
        .Where(static text => text.IndexOfAny([',', '"']) < 0 && !string.Equals(text, "key", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public Task What_is_written_is_read_back() =>
        Gen.Select(Gen.Select(Bucket, Key, Version).Array[1, 20], Gen.Bool)
            .SampleAsync(
                static async (objects, hasVersions) =>
                {
                    var added = objects
                        .Select(one => new S3Address(one.Item1, one.Item2, hasVersions ? one.Item3 : null))
                        .Distinct()
                        .ToList();
                    var rows = new BatchManifestRows(withoutVersions: false, allowsDuplicates: false);
                    var text = string.Concat(added.Select(address => System.Text.Encoding.UTF8.GetString(rows.Add(address)!)));
                    Assert.Equal(added.Count, text.Count(static character => character == '\n'));
                    Assert.All(text, static character => Assert.True(character is '\n' or (> ' ' and < '\u007F')));

                    var read = new List<S3Address>();
                    InventoryColumns? columns = null;
                    using var csv = new CsvRows(new StringReader(text));
                    while (await csv.ReadAsync() is { } fields)
                    {
                        columns ??= InventoryColumns.OfFirstRow(fields, out _);
                        read.Add(columns.Read(fields, csv.Number, File)!.Address!);
                    }
                    Assert.Equal(added, read);
                    Assert.Equal(
                        hasVersions ? ["Bucket", "Key", "VersionId"] : ["Bucket", "Key"],
                        BatchManifestRow.Fields(rows.HasVersions)
                    );
                }
            );

    [Theory]
    [InlineData("a b+c/ä%", "archive,a%20b%2Bc/%C3%A4%25")]
    [InlineData("x,\"\n", "archive,x%2C%22%0A")]
    [InlineData("Key", "archive,%4Bey")]
    [InlineData("keys", "archive,keys")]
    public void A_key_is_encoded(string key, string row) => Assert.Equal(row, BatchManifestRow.Of(new S3Address("archive", key)));

    [Fact]
    public void A_key_that_S3_cannot_have_is_refused()
    {
        // Not data of a theory: an attribute cannot contain half a surrogate pair.
        foreach (var key in (string[])["\uD800", "a\uDC00b", "\uDC00\uD800", "", new string('ä', 513)])
            Assert.Throws<InvalidKeyException>(() => BatchManifestRow.Of(new S3Address("archive", key)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("a\"b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    public void A_version_that_needs_quotation_marks_is_refused(string version) =>
        AssertFault(BatchManifestFault.InvalidVersionId, () => BatchManifestRow.Of(new S3Address("archive", "k", version)));

    [Fact]
    public void A_version_that_is_too_long_is_refused()
    {
        Assert.EndsWith("aaa", BatchManifestRow.Of(new S3Address("archive", "k", new string('a', 1024))), StringComparison.Ordinal);
        AssertFault(BatchManifestFault.InvalidVersionId, () => BatchManifestRow.Of(new S3Address("archive", "k", new string('a', 1025))));
    }

    [Theory]
    [InlineData("not a bucket")]
    [InlineData("a,b")]
    [InlineData("")]
    public void A_text_that_is_not_a_bucket_name_is_refused(string bucket) =>
        Assert.Throws<FormatException>(() => BatchManifestRow.Of(new S3Address(bucket, "k")));

    [Theory]
    [InlineData("v", null)]
    [InlineData(null, "v")]
    public void The_first_row_determines_whether_there_are_versions(string? first, string? second)
    {
        var rows = new BatchManifestRows(withoutVersions: false, allowsDuplicates: false);
        rows.Add(new S3Address("archive", "a", first));
        AssertFault(BatchManifestFault.MixedVersions, () => rows.Add(new S3Address("archive", "b", second)));

        var plain = new BatchManifestRows(withoutVersions: true, allowsDuplicates: false);
        Assert.Equal("archive,a\n"u8.ToArray(), plain.Add(new S3Address("archive", "a", first)));
        Assert.Equal("archive,b\n"u8.ToArray(), plain.Add(new S3Address("archive", "b", second)));
        Assert.False(plain.HasVersions);
    }

    [Fact]
    public void An_object_occurs_once()
    {
        var rows = new BatchManifestRows(withoutVersions: false, allowsDuplicates: false);
        foreach (var key in (string[])["a", "b", "a", "c", "a", "c", "b"])
            rows.Add(new S3Address("archive", key));
        Assert.Equal(3, rows.Count);
        var message = AssertFault(BatchManifestFault.DuplicateEntry, rows.ThrowIfDuplicates).Message;
        Assert.EndsWith("s3://archive/a, s3://archive/a, s3://archive/c, and 1 more.", message, StringComparison.Ordinal);

        var versions = new BatchManifestRows(withoutVersions: false, allowsDuplicates: false);
        versions.Add(new S3Address("archive", "a", "1"));
        versions.Add(new S3Address("archive", "a", "2"));
        versions.ThrowIfDuplicates();

        var all = new BatchManifestRows(withoutVersions: false, allowsDuplicates: true);
        all.Add(new S3Address("archive", "a"));
        Assert.NotNull(all.Add(new S3Address("archive", "a")));
        all.ThrowIfDuplicates();
        Assert.Equal(2, all.Count);
    }

    static BatchManifestException AssertFault(BatchManifestFault fault, Action action)
    {
        var exception = Assert.Throws<BatchManifestException>(action);
        Assert.Equal(fault, exception.Fault);
        return exception;
    }
}
