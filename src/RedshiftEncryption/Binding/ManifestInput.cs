using System.Management.Automation;
using RedshiftEncryption.Records;
using RedshiftEncryption.Redshift.Manifests;

namespace RedshiftEncryption.Binding;

/// <summary>The objects from the pipeline for one manifest, with the properties of their records.</summary>
internal sealed class ManifestInput
{
    /// <summary>The property for an object's length in records of the AWS Tools.</summary>
    const string AwsToolsLength = "Size";

    readonly List<CopyManifestEntry> entries = [];
    readonly HashSet<FailureTally> tallies = [];

    public IReadOnlyList<CopyManifestEntry> Entries => entries;

    public IReadOnlyList<FailureTally> Tallies => [.. tallies];

    /// <summary>The number of items that failed in earlier commands, and those commands. Final at the end of the pipeline.</summary>
    public (int Count, string Commands) FailedItems
    {
        get
        {
            var failed = tallies.Where(static tally => tally.Failed > 0).ToList();
            return (failed.Sum(static tally => tally.Failed), string.Join(" and ", failed.Select(static tally => tally.CommandName)));
        }
    }

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
        tallies.UnionWith(RecordFacts.Tallies(record));
        // Checked here and not by the binder: objects that it rejects would silently be missing from the manifest.
        if (string.IsNullOrEmpty(bucketName) || string.IsNullOrEmpty(key))
        {
            Incomplete++;
            FirstIncomplete ??= record;
            return;
        }
        var reason = RecordFacts.Text(record, nameof(RoundTripResult.Reason));
        var verified = RecordFacts.Flag(record, nameof(RoundTripResult.Verified));
        var entry = CopyManifestEntry.Of(bucketName!, key!) with
        {
            Length = RecordFacts.Number(record, nameof(EncryptedS3Object.Length)) ?? RecordFacts.Number(record, AwsToolsLength),
            Envelope = RecordFacts.Text(record, nameof(EncryptedS3Object.Envelope)),
            RootKeyFingerprint = RecordFacts.Text(record, nameof(EncryptedS3Object.RootKeyFingerprint)),
            Compression = RecordFacts.Text(record, nameof(CopyManifest.Compression)),
            ServerSideEncryption = RecordFacts.Text(record, nameof(EncryptedS3Object.ServerSideEncryption)),
            Region = RecordFacts.Text(record, nameof(EncryptedS3Object.Region)) ?? region,
            EndpointUrl = RecordFacts.Text(record, nameof(EncryptedS3Object.EndpointUrl)) ?? endpointUrl,
            SourcePath = RecordFacts.Text(record, nameof(EncryptedS3Object.SourcePath)),
            Verified = verified,
            HasHeader = RecordFacts.Header(record),
            IsOfNothing = RecordFacts.IsOfNothing(record),
        };
        entries.Add(entry);
        if (verified == false || reason is not (null or nameof(RoundTripReason.None)))
            NotVerified = NotVerified.Count == 0 ? (1, entry.Url, reason) : NotVerified with { Count = NotVerified.Count + 1 };
    }
}
