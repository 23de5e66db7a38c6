using System.Management.Automation;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>The input of one statement, objects or a manifest, with the properties of their records.</summary>
internal sealed class CopyInput
{
    const string Unknown = "not known";

    readonly List<(string BucketName, string Key)> objects = [];
    readonly List<S3Address> manifests = [];
    readonly List<(string Uri, string Kind)> envelopes = [];
    readonly List<(string Uri, string Kind)> fingerprints = [];
    readonly List<(string Uri, CopyCompression Kind)> compressions = [];
    readonly List<(string Uri, string Kind)> regions = [];
    readonly List<(string Uri, string Kind)> headers = [];
    readonly List<(string Uri, string? Reason)> notVerified = [];
    readonly List<string> unverified = [];
    readonly List<long?> rowCounts = [];

    /// <summary>The failures in earlier commands.</summary>
    public UpstreamFailures Upstream { get; } = new();

    /// <summary>The number of records whose round trip failed.</summary>
    public (int Count, string FirstUri, string? FirstReason) NotVerified =>
        notVerified.Count == 0 ? (0, "", null) : (notVerified.Count, notVerified[0].Uri, notVerified[0].Reason);

    /// <summary>The number of records without the result of a round trip.</summary>
    public (int Count, string FirstUri) Unverified => (unverified.Count, unverified.FirstOrDefault() ?? "");

    /// <summary>The number of inputs that are neither an object nor a manifest.</summary>
    public int Incomplete { get; private set; }

    public bool IsEmpty => objects.Count == 0 && manifests.Count == 0;

    /// <summary>Whether the input is an SSH manifest.</summary>
    public bool IsSsh { get; private set; }

    /// <summary>The format of a manifest that was created for <c>Parquet</c> or <c>Orc</c> files; null otherwise.</summary>
    public CopyFormat? Format { get; private set; }

    /// <summary>The number of rows in the input; null if it is not known.</summary>
    public long? RowCount => rowCounts.TrueForAll(static count => count is not null) ? rowCounts.Sum() : null;

    /// <summary>The ETag of the manifest; null if it is not known or there is none.</summary>
    public string? ManifestETag { get; private set; }

    /// <summary>The first incomplete input.</summary>
    public PSObject? FirstIncomplete { get; private set; }

    public void AddIncomplete(PSObject? record)
    {
        Incomplete++;
        FirstIncomplete ??= record;
    }

    /// <param name="bucketName">The object's bucket.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="region">The object's region, from the record or the command line.</param>
    /// <param name="record">The object's record; null where the command line specifies the object.</param>
    /// <exception cref="InvalidCopyOptionException">The record's compression is not valid.</exception>
    public void AddObject(string bucketName, string key, string? region, PSObject? record)
    {
        var uri = new S3Address(bucketName, key).Uri;
        RecordProperties.RefuseUnasked(record, uri);
        objects.Add((bucketName, key));
        AddFacts(uri, region, record, CompressionByName.Of(key));
        var header = RecordProperties.Header(record);
        if (header is not null || !RecordProperties.IsOfNothing(record))
            headers.Add((uri, HeaderKind(header)));
        if (record is null)
            return;
        var reason = RecordProperties.Text(record, nameof(RoundTripResult.Reason));
        var verified = RecordProperties.Flag(record, nameof(RoundTripResult.Verified));
        if (verified == false || reason is not (null or nameof(RoundTripReason.None)))
            notVerified.Add((uri, reason));
        else if (verified is null)
            unverified.Add(uri);
    }

    /// <summary>Returns whether a record is a manifest's. Only those have a Uri, and those of S3 Batch Operations also an Arn.</summary>
    public static bool IsManifest(PSObject? record) =>
        record?.Properties["Uri"] is not null && record.Properties[nameof(S3BatchManifest.Arn)] is null;

    /// <exception cref="InvalidCopyOptionException">The manifest is not in S3, or the record's compression is not valid.</exception>
    public void AddManifest(PSObject record, string? region)
    {
        var uri = RecordProperties.Text(record, "Uri");
        if (string.IsNullOrEmpty(uri))
            throw new InvalidCopyOptionException(
                $"The manifest {RecordProperties.Text(record, "Path")} is a local file, but COPY reads manifests from S3. "
                    + "Specify -Uri for New-CopyManifest."
            );
        manifests.Add(StatementUri.Parse(uri!));
        ManifestETag = RecordProperties.Text(record, nameof(CopyManifest.ETag));
        IsSsh |= string.Equals(
            RecordProperties.Text(record, nameof(CopyManifest.Source)),
            CopyManifest.SshSource,
            StringComparison.Ordinal
        );
        AddFacts(uri!, region, record, CopyCompression.None);
        AddHeaders(uri!, record);
        if (RecordProperties.Flag(record, nameof(RoundTripResult.Verified)) != true)
            unverified.Add(uri!);
        Format ??= RecordProperties.Text(record, nameof(Format)) switch
        {
            nameof(CopyFormat.Parquet) => CopyFormat.Parquet,
            nameof(CopyFormat.Orc) => CopyFormat.Orc,
            _ => null,
        };
    }

    /// <summary>Returns the manifest, or the narrowest source that includes all objects.</summary>
    /// <exception cref="InvalidCopyOptionException">There are several manifests, or both a manifest and objects, or the
    /// objects have no common bucket or prefix.</exception>
    public CopySource Source()
    {
        if (manifests.Count == 0)
            return CopySource.Of(objects);
        if (manifests.Count > 1)
            throw new InvalidCopyOptionException(
                $"{manifests.Count} manifests were received, {manifests[0]} and {manifests[1]} first, but a COPY loads one. "
                    + "Load each with its own statement."
            );
        return objects.Count == 0
            ? new CopySource(manifests[0], IsManifest: !IsSsh) { IsSsh = IsSsh }
            : throw new InvalidCopyOptionException(
                $"{objects.Count} {(objects.Count == 1 ? "object was" : "objects were")} "
                    + $"received in addition to the manifest {manifests[0]}. "
                    + "Load them with separate statements."
            );
    }

    /// <summary>Returns whether the objects are client-side encrypted, from their records or else the parameters.</summary>
    /// <exception cref="InvalidCopyOptionException">The objects differ, COPY cannot read them, or the root key is not theirs.</exception>
    public bool Encrypted(RootKey? rootKey, bool said)
    {
        var envelope = Agreement.Of("client-side encryption", envelopes);
        if (envelope is not (Unknown or nameof(EnvelopeKind.None) or nameof(EnvelopeKind.V1)))
            throw new InvalidCopyOptionException(
                $"COPY cannot read {envelopes[0].Uri}: its envelope is {envelope}, and COPY could read only V1."
            );
        if (fingerprints.Count > 0)
            RefuseOtherKey(Agreement.Of("root keys", fingerprints), rootKey);
        if (string.Equals(envelope, Unknown, StringComparison.Ordinal))
            return said || rootKey is not null;
        var encrypted = string.Equals(envelope, nameof(EnvelopeKind.V1), StringComparison.Ordinal);
        return encrypted || !said
            ? encrypted
            : throw new InvalidCopyOptionException(
                "The objects are not client-side encrypted. COPY reads server-side encryption without ENCRYPTED, and refuses it. "
                    + "Omit -Encrypted."
            );
    }

    /// <summary>The objects' compression, by their records, else by their names.</summary>
    /// <exception cref="InvalidCopyOptionException">They differ.</exception>
    public CopyCompression Compression() => Agreement.Of("compression", compressions, ", or specify -Compression");

    /// <summary>Returns whether all objects begin with a header, which COPY must then ignore.</summary>
    /// <exception cref="InvalidCopyOptionException">Some objects have a header, and others do not or are not known to.</exception>
    public bool HasHeader() =>
        headers.Exists(static known => string.Equals(known.Kind, HeaderKind(known: true), StringComparison.Ordinal))
        && Agreement.Of("header rows", headers, ", or specify -IgnoreHeader").Length > 0;

    /// <summary>Adds the headers of a manifest's objects.</summary>
    void AddHeaders(string uri, PSObject record)
    {
        if (RecordProperties.Number(record, nameof(CopyManifest.HeaderCount)) is not ({ } count and > 0))
            return;
        headers.Add((uri, HeaderKind(known: true)));
        if (RecordProperties.Number(record, nameof(CopyManifest.EntryCount)) != count)
            headers.Add((uri, HeaderKind(known: null)));
    }

    static string HeaderKind(bool? known) =>
        known switch
        {
            true => "one in each object",
            false => "none",
            null => Unknown,
        };

    /// <summary>Returns the region of the records; null for none.</summary>
    /// <exception cref="InvalidCopyOptionException">The records have several regions.</exception>
    public string? Region() => regions.Count == 0 ? null : Agreement.Of("regions", regions);

    void AddFacts(string uri, string? region, PSObject? record, CopyCompression compressionByName)
    {
        Upstream.Add(record);
        rowCounts.Add(RecordProperties.Number(record, nameof(EncryptedS3Object.RowCount)));
        if (!string.IsNullOrEmpty(region))
            regions.Add((uri, region!));
        envelopes.Add((uri, RecordProperties.Text(record, nameof(EncryptedS3Object.Envelope)) ?? Unknown));
        if (RecordProperties.Text(record, nameof(EncryptedS3Object.RootKeyFingerprint)) is { } fingerprint)
            fingerprints.Add((uri, fingerprint));
        compressions.Add(
            (uri, RecordProperties.Text(record, nameof(Compression)) is { } name ? CompressionOf(uri, name) : compressionByName)
        );
    }

    static void RefuseOtherKey(string fingerprint, RootKey? rootKey)
    {
        if (rootKey is not null && !string.Equals(fingerprint, rootKey.Fingerprint, StringComparison.Ordinal))
            throw new InvalidCopyOptionException(
                $"The root key ({rootKey.Fingerprint}) is not the root key of the objects ({fingerprint})."
            );
    }

    /// <summary>Parses a compression. The text is compared too, because Enum.TryParse accepts numbers.</summary>
    static CopyCompression CompressionOf(string uri, string name) =>
        Enum.TryParse<CopyCompression>(name, ignoreCase: true, out var compression)
        && string.Equals(compression.ToString(), name, StringComparison.OrdinalIgnoreCase)
            ? compression
            : throw new InvalidCopyOptionException($"{uri} is compressed with '{name}' by its record, which COPY does not support.");
}
