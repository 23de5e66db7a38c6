using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Asks of each object whether it is encrypted, on the client or by the server, for a command that requires it. What
/// records say is not believed.
/// </summary>
/// <param name="store">Where the objects are.</param>
internal sealed class RequireEncryptionOperation(IObjectStore store)
{
    const int ConcurrentRequests = 32;

    /// <summary>An object that should have a client-side envelope.</summary>
    public static EnvelopeException NotClientSide(S3Address address) =>
        new(EnvelopeFault.NotEncrypted, $"{address} has no client-side envelope, and -RequireEncryption is specified.");

    /// <param name="entries">The objects.</param>
    /// <param name="progress">Told of each object.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="EnvelopeException">Some are not encrypted.</exception>
    /// <exception cref="ObjectStoreException">One cannot be asked.</exception>
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
                $"{plain.Count} {(plain.Count == 1 ? "object has" : "objects have")} neither an intact client-side envelope nor server-side encryption, first {VisibleText.Of(entries[plain.Min()].Url)}, and -RequireEncryption is specified."
            );
    }

    async Task<bool> IsEncryptedAsync(CopyManifestEntry entry, CancellationToken cancellationToken)
    {
        var address = S3Address.Parse(entry.Url);
        var description = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        if (description.ServerSideEncryption is not null)
            return true;
        // Also an envelope that this module does not open is one; a damaged one proves nothing.
        var reading = await OpenedObject.ReadAsync(store, address, description, cancellationToken).ConfigureAwait(false);
        return reading.Kind is not (EnvelopeKind.None or EnvelopeKind.Damaged);
    }
}
