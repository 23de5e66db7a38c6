using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>The objects that came down the pipeline for one statement, and what their records say of them.</summary>
internal sealed class CopyInput
{
    readonly List<(string BucketName, string Key)> objects = [];
    readonly List<(string Uri, string? Envelope)> envelopes = [];
    readonly List<(string Uri, string Fingerprint)> fingerprints = [];
    readonly List<(string Uri, string? Reason)> notVerified = [];
    readonly HashSet<string> regions = new(StringComparer.Ordinal);
    readonly HashSet<FailureTally> tallies = [];

    public IReadOnlyList<(string BucketName, string Key)> Objects => objects;

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
    public (int Count, string FirstUri, string? FirstReason) NotVerified =>
        notVerified.Count == 0 ? (0, "", null) : (notVerified.Count, notVerified[0].Uri, notVerified[0].Reason);

    /// <summary>How many inputs named no object.</summary>
    public int Incomplete { get; private set; }

    public void AddIncomplete() => Incomplete++;

    public void Add(string bucketName, string key, string? region, PSObject? record)
    {
        var uri = $"s3://{bucketName}/{key}";
        objects.Add((bucketName, key));
        tallies.UnionWith(RecordFacts.Tallies(record));
        if (!string.IsNullOrEmpty(region))
            regions.Add(region!);
        if (RecordFacts.Text(record, nameof(EncryptedS3Object.Envelope)) is { Length: > 0 } envelope)
            envelopes.Add((uri, envelope));
        if (RecordFacts.Text(record, nameof(EncryptedS3Object.RootKeyFingerprint)) is { Length: > 0 } fingerprint)
            fingerprints.Add((uri, fingerprint));
        var reason = RecordFacts.Text(record, nameof(RoundTripResult.Reason));
        if (RecordFacts.Flag(record, nameof(RoundTripResult.Verified)) == false || reason is not (null or "" or nameof(RoundTripReason.None)))
            notVerified.Add((uri, reason));
    }

    /// <summary>Whether the objects are client-side encrypted: by their records, else by what the command was told.</summary>
    /// <exception cref="InvalidCopyOptionException">The objects differ, COPY could not read them, or the root key is another.</exception>
    public bool Encrypted(RootKey? rootKey, bool said)
    {
        var kinds = envelopes.GroupBy(static known => known.Envelope, StringComparer.Ordinal).ToList();
        if (kinds.Count > 1)
            throw new InvalidCopyOptionException($"The objects' client-side encryption differs, and one COPY takes one: {string.Join("; ", kinds.Select(static kind => $"{kind.Key}: {kind.First().Uri}"))}. Load them by a statement each.");
        if (kinds.Count == 1 && kinds[0].Key is not (nameof(EnvelopeKind.None) or nameof(EnvelopeKind.V1)))
            throw new InvalidCopyOptionException($"COPY cannot read {kinds[0].First().Uri}: its envelope is {kinds[0].Key}, and COPY could read V1 only.");
        if (rootKey is not null && fingerprints.Find(known => !string.Equals(known.Fingerprint, rootKey.Fingerprint, StringComparison.Ordinal)) is { Uri: not null } other)
            throw new InvalidCopyOptionException($"The root key ({rootKey.Fingerprint}) is not the one of {other.Uri} ({other.Fingerprint}).");
        if (kinds.Count == 0)
            return said || rootKey is not null;
        var encrypted = string.Equals(kinds[0].Key, nameof(EnvelopeKind.V1), StringComparison.Ordinal);
        return encrypted || !said
            ? encrypted
            : throw new InvalidCopyOptionException("The objects are not client-side encrypted: COPY reads server-side encryption by itself, and refuses ENCRYPTED for it. Leave -Encrypted out.");
    }

    /// <summary>The one region that the records name, if any.</summary>
    /// <exception cref="InvalidCopyOptionException">They name several.</exception>
    public string? Region() => regions.Count <= 1
        ? regions.FirstOrDefault()
        : throw new InvalidCopyOptionException($"The objects are in several regions ({string.Join(", ", regions)}), and one COPY reads from one.");
}
