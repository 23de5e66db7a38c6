using RedshiftEncryption.Codecs;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// The entries of one manifest, sorted, and what they have in common. One COPY loads a manifest, so what one statement
/// could not load is refused here.
/// </summary>
internal sealed class CopyManifestContents
{
    /// <summary>So many objects are named in a message.</summary>
    const int NamedAtMost = 3;

    /// <summary>Stands for all formats but the columnar ones, which need not be told apart here.</summary>
    const string NotColumnar = "neither Parquet nor ORC";

    /// <summary>Compared as texts, for a parser of enumerations takes numbers too.</summary>
    static readonly string[] Compressions = Enum.GetNames<CopyCompression>();

    readonly List<CopyManifestEntry> entries;

    CopyManifestContents(List<CopyManifestEntry> entries) => this.entries = entries;

    /// <summary>By their URLs, ordinally.</summary>
    public IReadOnlyList<CopyManifestEntry> Entries => entries;

    /// <summary><c>Parquet</c> or <c>Orc</c>; null for all others.</summary>
    public string? Format { get; private set; }

    /// <summary>By its name in <see cref="EnvelopeKind"/>; null where no entry tells.</summary>
    public string? Envelope { get; private set; }

    public string? RootKeyFingerprint { get; private set; }

    /// <summary>By its name in <see cref="CopyCompression"/>.</summary>
    public string Compression { get; private set; } = nameof(CopyCompression.None);

    /// <summary>Null where an entry does not tell, or where they differ: COPY reads each by itself.</summary>
    public string? ServerSideEncryption { get; private set; }

    public string? Region { get; private set; }

    public string? EndpointUrl { get; private set; }

    /// <summary>The sum of the objects' lengths in bytes; null where one is not known.</summary>
    public long? Length { get; private set; }

    /// <summary>How many objects begin with a header that Send repeated; empty ones count where others have one.</summary>
    public int HeaderCount { get; private set; }

    /// <summary>True where every object's round trip was verified, else null.</summary>
    public bool? Verified { get; private set; }

    /// <param name="objects">At least one.</param>
    /// <param name="format"><c>Parquet</c>, <c>Orc</c>, or null for what the names tell.</param>
    /// <exception cref="CopyManifestException">An object is named twice.</exception>
    /// <exception cref="InvalidCopyOptionException">One COPY could not load all of the objects.</exception>
    public static CopyManifestContents Of(IEnumerable<CopyManifestEntry> objects, string? format)
    {
        var contents = new CopyManifestContents([.. objects]);
        contents.entries.Sort(static (left, right) => string.CompareOrdinal(left.Url, right.Url));
        contents.RefuseDuplicates();
        contents.Region = contents.Common("regions", static entry => entry.Region);
        contents.EndpointUrl = contents.Common("endpoints", static entry => entry.EndpointUrl);
        contents.Format = format ?? contents.FormatByName();
        contents.Envelope = contents.Common("client-side encryption", static entry => entry.Envelope);
        contents.RootKeyFingerprint = contents.Common("root keys", static entry => entry.RootKeyFingerprint);
        contents.RefuseEnvelope();
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
            while (next < entries.Count && string.Equals(entries[next].Url, entries[first].Url, StringComparison.Ordinal))
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
            $"COPY loads an object as often as a manifest names it, and these came in more than once: {string.Join(", ", duplicates)}{more}. Let each come in once."
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
            "formats by their names",
            static entry => CopyManifestFormat.ByName(entry.Url) ?? NotColumnar,
            " Write a manifest for each, or say -Format."
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
                $"COPY cannot read {encrypted.Url}: its envelope is {Envelope}, and COPY could read V1 only."
            );
        if (Format is not null)
            throw new InvalidCopyOptionException(
                $"COPY cannot read {encrypted.Url}: it is client-side encrypted, and COPY reads {Format} with server-side encryption only."
            );
    }

    void RefuseWithoutLength()
    {
        if (entries.Find(static entry => entry.Length is null) is { } unknown)
            throw new InvalidCopyOptionException(
                $"The length of {unknown.Url} is not known, and COPY needs it in a manifest of {Format} files. Pipe records with a Length, or list the objects by -BucketName and -KeyPrefix."
            );
        if (entries.Find(static entry => entry.Length <= 0) is { } empty)
            throw new InvalidCopyOptionException(
                $"{empty.Url} has {empty.Length} bytes and is no {Format} file: COPY would stop at it. Leave it out."
            );
    }

    static string CompressionOf(CopyManifestEntry entry)
    {
        if (string.IsNullOrEmpty(entry.Compression))
            return CompressionByName.Of(entry.Url).ToString();
        return Array.Find(Compressions, name => string.Equals(name, entry.Compression, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidCopyOptionException(
                $"{entry.Url} is said to be compressed by '{entry.Compression}', which COPY does not know."
            );
    }

    /// <summary>What all entries that tell agree on.</summary>
    string? Common(string what, Func<CopyManifestEntry, string?> fact, string remedy = " Write a manifest for each.")
    {
        var kinds = entries.Where(entry => !string.IsNullOrEmpty(fact(entry))).GroupBy(fact, StringComparer.Ordinal).ToList();
        return kinds.Count <= 1
            ? kinds.FirstOrDefault()?.Key
            : throw new InvalidCopyOptionException(
                $"The objects differ in their {what}, and one COPY takes one: {string.Join("; ", kinds.Select(Describe))}.{remedy}"
            );
    }

    static string Describe(IGrouping<string?, CopyManifestEntry> kind)
    {
        var count = kind.Count();
        return count == 1 ? $"{kind.Key}: {kind.First().Url}" : $"{kind.Key}: {kind.First().Url} and {count - 1} more";
    }
}
