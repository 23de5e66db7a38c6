using System.Management.Automation;
using RedshiftEncryption.Records;
using RedshiftEncryption.Redshift.Manifests;

namespace RedshiftEncryption.Binding;

/// <summary>The objects that came down the pipeline for one manifest, and what their records say of them.</summary>
internal sealed class ManifestInput
{
    /// <summary>What the records of the AWS Tools call an object's length.</summary>
    const string AwsToolsLength = "Size";

    readonly List<CopyManifestEntry> entries = [];
    readonly HashSet<FailureTally> tallies = [];

    public IReadOnlyList<CopyManifestEntry> Entries => entries;

    public IReadOnlyList<FailureTally> Tallies => [.. tallies];

    /// <summary>How many items the commands before have failed at, and which commands; final once the pipeline ends.</summary>
    public (int Count, string Commands) FailedItems
    {
        get
        {
            var failed = tallies.Where(static tally => tally.Failed > 0).ToList();
            return (failed.Sum(static tally => tally.Failed), string.Join(" and ", failed.Select(static tally => tally.CommandName)));
        }
    }

    /// <summary>How many records say that their round trip was not verified.</summary>
    public (int Count, string FirstUri, string? FirstReason) NotVerified { get; private set; } = (0, "", null);

    /// <summary>How many inputs named no object.</summary>
    public int Incomplete { get; private set; }

    /// <summary>The first of them.</summary>
    public PSObject? FirstIncomplete { get; private set; }

    /// <summary>Takes what a record or the parameters say.</summary>
    /// <param name="bucketName">May be missing.</param>
    /// <param name="key">May be missing.</param>
    /// <param name="region">For a record that names none.</param>
    /// <param name="endpointUrl">For a record that names none.</param>
    /// <param name="record">Null where the parameters alone name the object.</param>
    /// <exception cref="InvalidCopyOptionException">The bucket's name cannot be one.</exception>
    /// <exception cref="InvalidKeyException">No object can have the key.</exception>
    public void Add(string? bucketName, string? key, string? region, string? endpointUrl, PSObject? record)
    {
        tallies.UnionWith(RecordFacts.Tallies(record));
        // Checked here and not by the binder: what it refuses would be missing from the manifest without a word.
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
