using RedshiftEncryption.Codecs;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// Contains the sorted entries of one manifest and their common properties. One COPY loads a manifest, so objects that
/// one statement could not load together are rejected here.
/// </summary>
internal sealed class CopyManifestContents
{
    /// <summary>The maximum number of objects that a message lists.</summary>
    const int NamedAtMost = 3;

    /// <summary>Represents all formats that are not columnar, which need not be distinguished here.</summary>
    const string NotColumnar = "neither Parquet nor ORC";

    /// <summary>Compared as text, because an enumeration parser also accepts numbers.</summary>
    static readonly string[] Compressions = Enum.GetNames<CopyCompression>();

    readonly List<CopyManifestEntry> entries;

    CopyManifestContents(List<CopyManifestEntry> entries) => this.entries = entries;

    /// <summary>Gets the entries, sorted by URL with ordinal comparison.</summary>
    public IReadOnlyList<CopyManifestEntry> Entries => entries;

    /// <summary>Gets <c>Parquet</c> or <c>Orc</c>; null for all other formats.</summary>
    public string? Format { get; private set; }

    /// <summary>
    /// Gets the envelope by its name in <see cref="EnvelopeKind"/>; null if it is not known for any entry.
    /// </summary>
    public string? Envelope { get; private set; }

    public string? RootKeyFingerprint { get; private set; }

    /// <summary>Gets the compression by its name in <see cref="CopyCompression"/>.</summary>
    public string Compression { get; private set; } = nameof(CopyCompression.None);

    /// <summary>
    /// Gets the server-side encryption; null if it differs, or is not known for an entry. COPY can read objects that differ.
    /// </summary>
    public string? ServerSideEncryption { get; private set; }

    public string? Region { get; private set; }

    public string? EndpointUrl { get; private set; }

    /// <summary>Gets the total length of the objects in bytes; null if the length of an object is not known.</summary>
    public long? Length { get; private set; }

    /// <summary>
    /// Gets the number of objects that begin with a header that Send repeated. Empty objects count if others have a header.
    /// </summary>
    public int HeaderCount { get; private set; }

    /// <summary>Gets the total number of records in the objects; null if the number of an object is not known.</summary>
    public long? RowCount { get; private set; }

    /// <summary>Gets true if the round trip of every object was verified; otherwise, null.</summary>
    public bool? Verified { get; private set; }

    /// <param name="objects">At least one.</param>
    /// <param name="format"><c>Parquet</c>, <c>Orc</c>, or null to detect the format by name.</param>
    /// <param name="isDecryptedByHosts">Whether hosts decrypt the objects for COPY, which may then differ in their envelopes.</param>
    /// <exception cref="CopyManifestException">An object occurs more than once.</exception>
    /// <exception cref="InvalidCopyOptionException">One COPY could not load all of the objects.</exception>
    public static CopyManifestContents Of(IEnumerable<CopyManifestEntry> objects, string? format, bool isDecryptedByHosts = false)
    {
        var contents = new CopyManifestContents([.. objects]);
        contents.entries.Sort(CopyManifestEntry.CompareUrls);
        contents.RefuseDuplicates();
        contents.Region = contents.Common("regions", static entry => entry.Region);
        contents.EndpointUrl = contents.Common("endpoints", static entry => entry.EndpointUrl);
        contents.Format = format ?? contents.FormatByName();
        if (!isDecryptedByHosts)
        {
            contents.Envelope = contents.Common("client-side encryption", static entry => entry.Envelope);
            contents.RootKeyFingerprint = contents.Common("root keys", static entry => entry.RootKeyFingerprint);
            contents.RefuseEnvelope();
        }
        if (contents.Format is null)
            contents.Compression = contents.Common("compression", CompressionOf)!;
        else
            contents.RefuseWithoutLength();
        var encryptions = contents
            .entries.Select(static entry => entry.ServerSideEncryption)
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToList();
        contents.ServerSideEncryption = encryptions.Count == 1 ? encryptions[0] : null;
        contents.Length = contents.entries.TrueForAll(static entry => entry.Length is not null)
            ? contents.entries.Sum(static entry => entry.Length)
            : null;
        contents.RowCount = contents.entries.TrueForAll(static entry => entry.RowCount is not null)
            ? contents.entries.Sum(static entry => entry.RowCount)
            : null;
        if (contents.entries.Exists(static entry => entry.HasHeader == true))
            contents.HeaderCount = contents.entries.Count(static entry => entry.HasHeader ?? entry.IsOfNothing);
        contents.Verified = contents.entries.TrueForAll(static entry => entry.Verified == true) ? true : null;
        return contents;
    }

    void RefuseDuplicates()
    {
        var duplicates = new List<string>();
        var count = 0;
        for (var first = 0; first < entries.Count; )
        {
            var next = first + 1;
            while (next < entries.Count && CopyManifestEntry.AreOfOneObject(entries[next], entries[first]))
                next++;
            if (next - first > 1 && ++count <= NamedAtMost)
                duplicates.Add(DescribeDuplicate(entries.GetRange(first, next - first)));
            first = next;
        }
        if (count == 0)
            return;
        var more = count > NamedAtMost ? $", and {count - NamedAtMost} more" : "";
        throw new CopyManifestException(
            CopyManifestFault.DuplicateEntry,
            "COPY loads an object once for each entry in the manifest, and some objects were received more than once: "
                + $"{string.Join(", ", duplicates)}{more}."
        );
    }

    static string DescribeDuplicate(List<CopyManifestEntry> same)
    {
        var sources = same.Where(static entry => entry.SourcePath is not null)
            .Select(static entry => $"'{entry.SourcePath}'")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return $"{same[0].Url} ({same.Count} times{(sources.Count > 0 ? ", from " : "")}{string.Join(" and ", sources)})";
    }

    string? FormatByName()
    {
        var format = Common(
            "formats, according to their names",
            static entry => CopyManifestFormat.ByName(entry.Address.Key) ?? NotColumnar,
            " Create a manifest for each, or specify -Format."
        );
        return string.Equals(format, NotColumnar, StringComparison.Ordinal) ? null : format;
    }

    void RefuseEnvelope()
    {
        if (Envelope is null or nameof(EnvelopeKind.None))
            return;
        var encrypted = entries.Find(static entry => entry.Envelope is { Length: > 0 })!;
        if (!string.Equals(Envelope, nameof(EnvelopeKind.V1), StringComparison.Ordinal))
            throw new InvalidCopyOptionException(
                $"COPY cannot read {encrypted.Url}: its envelope is {Envelope}, and COPY supported only V1."
            );
        if (Format is not null)
            throw new InvalidCopyOptionException(
                $"COPY cannot read {encrypted.Url}: it is client-side encrypted, "
                    + $"and COPY supports only server-side encryption for {Format} files."
            );
    }

    void RefuseWithoutLength()
    {
        if (entries.Find(static entry => entry.Length is null) is { } unknown)
            throw new InvalidCopyOptionException(
                $"The length of {unknown.Url} is not known, and COPY requires it in a manifest of {Format} files. "
                    + "Pipe records that have a Length, or specify -BucketName and -KeyPrefix."
            );
        if (entries.Find(static entry => entry.Length <= 0) is { } empty)
            throw new InvalidCopyOptionException(
                $"{empty.Url} has {empty.Length} bytes, so it is not a {Format} file, and COPY would fail. "
                    + "Exclude the object from the input."
            );
    }

    static string CompressionOf(CopyManifestEntry entry)
    {
        if (string.IsNullOrEmpty(entry.Compression))
            return CompressionByName.Of(entry.Address.Key).ToString();
        return Array.Find(Compressions, name => string.Equals(name, entry.Compression, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidCopyOptionException($"{entry.Url} has the compression '{entry.Compression}', which COPY does not support.");
    }

    /// <summary>Returns the value that all entries share; entries without a value are ignored.</summary>
    string? Common(string what, Func<CopyManifestEntry, string?> fact, string remedy = " Create a manifest for each.")
    {
        var known = entries.Select(fact).Where(static value => !string.IsNullOrEmpty(value));
        var common = known.FirstOrDefault();
        if (known.All(value => string.Equals(value, common, StringComparison.Ordinal)))
            return common;
        var kinds = entries.Where(entry => !string.IsNullOrEmpty(fact(entry))).GroupBy(fact, StringComparer.Ordinal);
        throw new InvalidCopyOptionException(
            $"The objects differ in their {what}, but one COPY supports only one: {string.Join("; ", kinds.Select(Describe))}.{remedy}"
        );
    }

    static string Describe(IGrouping<string?, CopyManifestEntry> kind)
    {
        var count = kind.Count();
        return count == 1 ? $"{kind.Key}: {kind.First().Url}" : $"{kind.Key}: {kind.First().Url} and {count - 1} more";
    }
}
