using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Reads the manifest of <c>UNLOAD ... MANIFEST</c>, which UNLOAD encrypts like its data: an encrypted one tells that the
/// data is too, and by which root key. What is not encrypted tells nothing, for somebody may have decrypted it.
/// </summary>
internal sealed class ReadUnloadManifestOperation(IObjectStore store)
{
    /// <exception cref="ObjectStoreException">The manifest cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">It is client-side encrypted and there is no root key to open it.</exception>
    /// <exception cref="CopyManifestException">The root key is the wrong one, or it is damaged, too long or no manifest.</exception>
    public async Task<IReadOnlyList<CopyManifestEntry>> RunAsync(ReadUnloadManifestRequest request, CancellationToken cancellationToken)
    {
        var name = request.Address.ToString();
        using var opened = await store.ReadAsync(request.Address, range: null, eTag: null, cancellationToken).ConfigureAwait(false);
        RefuseLonger(name, opened.ObjectLength, request.MaximumLength);
        var reading = EnvelopeReader.Read(opened.Description.Metadata);
        using var dataKey = Unwrap(request, reading);
        var content = new byte[opened.ObjectLength];
        if (await StreamReading.FillAsync(opened.Body, content, cancellationToken).ConfigureAwait(false) < content.Length)
            throw new ObjectStoreException(ObjectStoreFault.Unavailable, $"{name} ended before its {content.Length} bytes.");
        var length = dataKey is null ? content.Length : Decrypt(name, content, reading.Envelope!, dataKey);
        return
        [
            .. CopyManifestText
                .Parse(content.AsMemory(0, length), name)
                .Select(entry =>
                    entry with
                    {
                        Envelope = dataKey is null ? null : nameof(EnvelopeKind.V1),
                        RootKeyFingerprint = dataKey is null ? null : request.RootKey!.Fingerprint,
                        Region = store.Region,
                        EndpointUrl = store.EndpointUrl,
                    }
                ),
        ];
    }

    /// <summary>Reads one from a local file, which can only be a decrypted one: a file has no envelope.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="maximumLength">A longer one is refused, in bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CopyManifestException">It is too long or no manifest.</exception>
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
                $"{name} has {length} bytes, more than the {maximumLength} that are read. Raise -MemoryLimit if it is a manifest."
            );
    }

    static DataKey? Unwrap(ReadUnloadManifestRequest request, EnvelopeReading reading)
    {
        if (reading.Kind == EnvelopeKind.None)
            return null;
        if (reading.Kind == EnvelopeKind.Damaged)
            throw new CopyManifestException(
                CopyManifestFault.DamagedEnvelope,
                $"{request.Address} cannot be decrypted: {reading.Obstacle}."
            );
        if (reading is not { Kind: EnvelopeKind.V1, Envelope: not null })
            throw new CopyManifestException(
                CopyManifestFault.UnsupportedEnvelope,
                $"{request.Address} is no manifest that UNLOAD wrote: {reading.Obstacle}."
            );
        if (request.RootKey is null)
            throw new RootKeyRequiredException(request.Address);
        return reading.Envelope.Open(request.RootKey)
            ?? throw new CopyManifestException(
                CopyManifestFault.WrongRootKey,
                $"Root key {request.RootKey.Fingerprint} does not open {request.Address}. Give the root key of the UNLOAD."
            );
    }

    /// <returns>The plaintext's length in bytes.</returns>
    static int Decrypt(string name, byte[] content, ContentEnvelope envelope, DataKey dataKey)
    {
        if (envelope.LengthObstacle(content.Length) is { } obstacle)
            throw Damaged(name, obstacle);
        using var decryptor = new CbcDecryptor(dataKey, envelope.InitializationVector);
        decryptor.DecryptBlocks(content, 0, content.Length);
        if (!CbcDecryptor.TryGetPaddingLength(content.AsSpan(content.Length - CbcContent.BlockLength), out var padding))
            throw Damaged(name, "its padding is damaged");
        var length = content.Length - padding;
        return envelope.UnencryptedLength is null || envelope.UnencryptedLength == length
            ? length
            : throw Damaged(name, $"its envelope states a plaintext of {envelope.UnencryptedLength} bytes, and it has {length}");
    }

    static CopyManifestException Damaged(string name, string reason) =>
        new(CopyManifestFault.DamagedContent, $"{name} is damaged: {reason}.");
}
