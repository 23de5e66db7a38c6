using System.Management.Automation;
using RedshiftEncryption.Redshift.Manifests;

namespace RedshiftEncryption.Binding;

/// <summary>The objects from the pipeline for one manifest, with the properties of their records.</summary>
internal sealed class ManifestInput
{
    /// <summary>The property for an object's length in records of the AWS Tools.</summary>
    const string AwsToolsLength = "Size";

    readonly List<CopyManifestEntry> entries = [];

    public IReadOnlyList<CopyManifestEntry> Entries => entries;

    /// <summary>The failures in earlier commands.</summary>
    public UpstreamFailures Upstream { get; } = new();

    /// <summary>The number of records whose round trip was not verified.</summary>
    public (int Count, string FirstUri, string? FirstReason) NotVerified { get; private set; } = (0, "", null);

    /// <summary>The number of inputs that do not name an object.</summary>
    public int Incomplete { get; private set; }

    /// <summary>The first incomplete input.</summary>
    public PSObject? FirstIncomplete { get; private set; }

    /// <summary>Adds an object from a record or the parameters.</summary>
    /// <param name="bucketName">The bucket, which may be missing.</param>
    /// <param name="key">The key, which may be missing.</param>
    /// <param name="region">The region for a record without one.</param>
    /// <param name="endpointUrl">The endpoint for a record without one.</param>
    /// <param name="record">The record; null where only the parameters specify the object.</param>
    /// <exception cref="InvalidCopyOptionException">The bucket name is not valid.</exception>
    /// <exception cref="InvalidKeyException">The key is not valid.</exception>
    public void Add(string? bucketName, string? key, string? region, string? endpointUrl, PSObject? record)
    {
        Upstream.Add(record);
        // Checked here and not by the binder: objects that it rejects would silently be missing from the manifest.
        if (string.IsNullOrEmpty(bucketName) || string.IsNullOrEmpty(key))
        {
            Incomplete++;
            FirstIncomplete ??= record;
            return;
        }
        var reason = RecordProperties.Text(record, nameof(RoundTripResult.Reason));
        var verified = RecordProperties.Flag(record, nameof(RoundTripResult.Verified));
        var entry = new CopyManifestEntry(bucketName!, key!)
        {
            Length = RecordProperties.Number(record, nameof(EncryptedS3Object.Length)) ?? RecordProperties.Number(record, AwsToolsLength),
            Envelope = RecordProperties.Text(record, nameof(EncryptedS3Object.Envelope)),
            ETag = RecordProperties.Text(record, nameof(EncryptedS3Object.ETag)),
            VersionId = RecordProperties.Text(record, nameof(EncryptedS3Object.VersionId)),
            PlaintextLength = RecordProperties.Number(record, nameof(EncryptedS3Object.PlaintextLength)),
            RootKeyFingerprint = RecordProperties.Text(record, nameof(EncryptedS3Object.RootKeyFingerprint)),
            Compression = RecordProperties.Text(record, nameof(CopyManifest.Compression)),
            ServerSideEncryption = RecordProperties.Text(record, nameof(EncryptedS3Object.ServerSideEncryption)),
            Region = RecordProperties.Text(record, nameof(EncryptedS3Object.Region)) ?? region,
            EndpointUrl = RecordProperties.Text(record, nameof(EncryptedS3Object.EndpointUrl)) ?? endpointUrl,
            SourcePath = RecordProperties.Text(record, nameof(EncryptedS3Object.SourcePath)),
            Verified = verified,
            HasHeader = RecordProperties.Header(record),
            RowCount = RecordProperties.Number(record, nameof(EncryptedS3Object.RowCount)),
            IsOfNothing = RecordProperties.IsOfNothing(record),
        };
        RecordProperties.RefuseUnasked(record, entry.Url);
        entries.Add(entry);
        if (verified == false || reason is not (null or nameof(RoundTripReason.None)))
            NotVerified = NotVerified.Count == 0 ? (1, entry.Url, reason) : NotVerified with { Count = NotVerified.Count + 1 };
    }
}
