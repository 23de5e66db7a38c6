using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Reads the manifest of <c>UNLOAD ... MANIFEST</c>. UNLOAD encrypts it like its data, so an encrypted manifest shows that the
/// data is encrypted, and under which root key. A plain manifest shows nothing, because it may have been decrypted later.
/// </summary>
internal sealed class ReadUnloadManifestOperation(IObjectReader store)
{
    /// <exception cref="ObjectStoreException">The manifest cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">The manifest is client-side encrypted, and no root key was specified.</exception>
    /// <exception cref="CopyManifestException">The root key is wrong, or the object is damaged, too long or not a manifest.</exception>
    public async Task<IReadOnlyList<CopyManifestEntry>> RunAsync(ReadUnloadManifestRequest request, CancellationToken cancellationToken)
    {
        var name = request.Address.ToString();
        using var opened = await OpenedObject.OpenLockedAsync(store, request.Address, cancellationToken).ConfigureAwait(false);
        RefuseLonger(name, opened.Content.ObjectLength, request.MaximumLength);
        await UnlockAsync(request, opened, cancellationToken).ConfigureAwait(false);
        var content = new byte[opened.Content.ObjectLength];
        var length = await ReadAsync(name, opened, content, cancellationToken).ConfigureAwait(false);
        return
        [
            .. CopyManifestText
                .Parse(content.AsMemory(0, length), name)
                .Select(entry =>
                    entry with
                    {
                        Envelope = opened.RootKey is null ? null : nameof(EnvelopeKind.V1),
                        RootKeyFingerprint = opened.RootKey?.Fingerprint,
                        Region = store.Region,
                        EndpointUrl = store.EndpointUrl,
                    }
                ),
        ];
    }

    /// <summary>Reads a manifest from a local file, which is never encrypted, because a file has no envelope.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="maximumLength">The maximum length in bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    /// <exception cref="CopyManifestException">The file is too long or not a manifest.</exception>
    public static async Task<IReadOnlyList<CopyManifestEntry>> ReadFileAsync(
        string path,
        long maximumLength,
        CancellationToken cancellationToken
    )
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        RefuseLonger(path, file.Length, maximumLength);
        var content = new byte[file.Length];
        var length = await StreamReading.FillAsync(file, content, cancellationToken).ConfigureAwait(false);
        return CopyManifestText.Parse(content.AsMemory(0, length), $"'{path}'");
    }

    static void RefuseLonger(string name, long length, long maximumLength)
    {
        maximumLength = Math.Min(maximumLength, CopyManifestText.LongestText);
        if (length > maximumLength)
            throw new CopyManifestException(
                CopyManifestFault.ManifestTooLarge,
                $"{name} has {length} bytes, more than the {maximumLength} that are read."
            );
    }

    static async Task UnlockAsync(ReadUnloadManifestRequest request, OpenedObject opened, CancellationToken cancellationToken)
    {
        var reading = opened.Reading;
        if (reading.Kind is not (EnvelopeKind.None or EnvelopeKind.V1 or EnvelopeKind.Damaged))
            throw new CopyManifestException(
                CopyManifestFault.UnsupportedEnvelope,
                $"{request.Address} is not a manifest that UNLOAD wrote: {reading.Obstacle}."
            );
        try
        {
            var ring = new KeyRing(request.RootKey is null ? [] : [request.RootKey]);
            await opened.UnlockAsync(ring, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvelopeException exception)
        {
            var fault = exception.Fault switch
            {
                EnvelopeFault.WrongRootKey => CopyManifestFault.WrongRootKey,
                EnvelopeFault.DamagedEnvelope => CopyManifestFault.DamagedEnvelope,
                _ => CopyManifestFault.UnsupportedEnvelope,
            };
            throw new CopyManifestException(fault, exception.Message, exception);
        }
    }

    /// <returns>The length of the plaintext in bytes.</returns>
    static async Task<int> ReadAsync(string name, OpenedObject opened, byte[] content, CancellationToken cancellationToken)
    {
        if (opened.Reading.Envelope?.LengthObstacle(content.Length) is { } obstacle)
            throw Damaged(name, obstacle);
        using var reader = new RangeReader(opened, new ContentRange(0, content.Length));
        try
        {
            return await reader.ReadAsync(content, 0, content.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedContentException exception)
        {
            throw new CopyManifestException(CopyManifestFault.DamagedContent, exception.Message, exception);
        }
    }

    static CopyManifestException Damaged(string name, string reason) =>
        new(CopyManifestFault.DamagedContent, $"{name} is damaged: {reason}.");
}
