using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Checks whether each object is client-side or server-side encrypted, for a command that requires encryption. The operation
/// asks the server and does not trust records.
/// </summary>
/// <param name="store">The store that contains the objects.</param>
internal sealed class RequireEncryptionOperation(IObjectReader store)
{
    const int ConcurrentRequests = 32;

    /// <summary>Creates the exception for an object without a client-side envelope.</summary>
    public static EnvelopeException NotClientSide(S3Address address) =>
        new(EnvelopeFault.NotEncrypted, $"{address} has no client-side envelope, and -RequireEncryption is specified.");

    /// <summary>Checks the objects.</summary>
    /// <param name="entries">The objects.</param>
    /// <param name="progress">Receives a report for each object.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="EnvelopeException">An object is not encrypted.</exception>
    /// <exception cref="ObjectStoreException">An object's metadata cannot be read.</exception>
    public async Task RunAsync(IReadOnlyList<CopyManifestEntry> entries, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        var plain = new List<int>();
        async Task AskAsync()
        {
            try
            {
                for (int entry; (entry = Interlocked.Increment(ref next)) < entries.Count; progress?.Report(1))
                {
                    if (await IsEncryptedAsync(entries[entry], enough.Token).ConfigureAwait(false))
                        continue;
                    lock (plain)
                        plain.Add(entry);
                }
            }
            catch
            {
                await CancellationTokenSources.CancelAsync(enough).ConfigureAwait(false);
                throw;
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Math.Min(ConcurrentRequests, entries.Count)).Select(_ => AskAsync())).ConfigureAwait(false);
        if (plain.Count > 0)
            throw new EnvelopeException(
                EnvelopeFault.NotEncrypted,
                $"{plain.Count} {(plain.Count == 1 ? "object has" : "objects have")} neither an intact client-side envelope "
                    + "nor server-side encryption, and -RequireEncryption is specified. "
                    + $"The first is {VisibleText.Of(entries[plain.Min()].Url)}."
            );
    }

    async Task<bool> IsEncryptedAsync(CopyManifestEntry entry, CancellationToken cancellationToken)
    {
        var address = entry.Address;
        var description = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        if (description.ServerSideEncryption is not null)
            return true;
        // An unsupported envelope counts as encryption. A damaged envelope does not prove encryption.
        var reading = await OpenedObject.ReadAsync(store, address, description, cancellationToken).ConfigureAwait(false);
        return reading.Kind is not (EnvelopeKind.None or EnvelopeKind.Damaged);
    }
}
