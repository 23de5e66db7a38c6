using RedshiftEncryption.Cipher;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Decrypts an object into a file that only its owner can read. The file is written under another name, and renamed when it
/// is complete and its padding or tag is valid. A failure leaves no file. Can run concurrently.
/// </summary>
/// <param name="store">The store that contains the object.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="taken">The paths of the command's files.</param>
/// <param name="partials">The partial files of earlier runs.</param>
/// <param name="openCompression">Called if content is decompressed.</param>
internal sealed class ReceiveOperation(
    IObjectReader store,
    BufferPool buffers,
    TakenPaths taken,
    PartialFiles partials,
    Func<ICompression> openCompression
)
{
    /// <summary>Downloads and decrypts an object.</summary>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="DamagedContentException">The object is damaged.</exception>
    /// <exception cref="DestinationException">The object's path is not allowed, or is that of another file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    /// <returns>Null for an instruction file that is left out.</returns>
    public async Task<ReceiveResult?> RunAsync(ReceiveRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (request.SkipsExisting && await FindExistingAsync(request, cancellationToken).ConfigureAwait(false) is { } existing)
        {
            progress?.Report(existing.ObjectLength);
            return existing;
        }
        // Saves the download. The rename decides whether the file exists.
        if (!MayBeRenamed(request))
            ThrowIfExists(request, request.Path);
        using var opened = await OpenedObject.OpenLockedAsync(store, request.Address, cancellationToken).ConfigureAwait(false);
        await opened.FindInstructionFileAsync(cancellationToken).ConfigureAwait(false);
        if (opened.Reading.IsInstructionFile && request.SkipsInstructionFiles)
            return null;
        await opened.CompleteAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        if (request.RequiresEncryption && opened.Reading.Kind == EnvelopeKind.None)
            throw RequireEncryptionOperation.NotClientSide(request.Address);
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            // The first chunk is read before the file is created: it shows the compression, and whether a small object is intact.
            var first = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            using var plaintext = new PlaintextStream(chunks, first);
            var compression = request.Expands ? ContentExpansion.CompressionOf(first) : CopyCompression.None;
            var (path, similar) = Place(request, compression);
            if (MayBeRenamed(request))
                ThrowIfExists(request, path);
            var directory = DestinationPath.OpenDirectory(request.Address, request.Destination, path);
            partials.DeleteAbandoned(directory);
            using var file = AtomicFile.CreateOwnerOnly(directory, path);
            if (similar is not null && file.IgnoresCase)
                throw TakenPaths.Duplicate(path, request.Address, similar);
            file.LastWriteTimeUtc = ModificationTime.Of(opened.Description);
            var length =
                compression == CopyCompression.None
                    ? await WriteAsync(file, plaintext, progress, cancellationToken).ConfigureAwait(false)
                    : await DecompressAsync(request, file, plaintext, compression, progress, cancellationToken).ConfigureAwait(false);
            if (request.Overwrites)
                file.Commit(includesReadOnly: true);
            else if (!file.TryCommitNew())
                throw Exists(request.Address, path);
            var received = request.Address with { VersionId = opened.Description.VersionId ?? request.Address.VersionId };
            return new ReceiveResult(
                received,
                path,
                opened.Content.ObjectLength,
                length,
                ObjectRecords.EnvelopeOf(opened.Reading).ToString(),
                opened.RootKey,
                opened.OpenedBy,
                compression
            );
        }
        finally
        {
            // No range may use the buffers and the data key after this.
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Returns the file of an earlier run, if the object's metadata shows that it is still the same; otherwise null.</summary>
    async Task<ReceiveResult?> FindExistingAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        // The content shows how it is compressed, but the object is not read here.
        var compression = MayBeRenamed(request) ? CompressionByName.Of(request.Address.Key) : CopyCompression.None;
        if (FileFormat.Of(compression) is not { HasCodec: true })
            compression = CopyCompression.None;
        var file = new FileInfo(
            compression == CopyCompression.None ? request.Path : DestinationPath.WithoutSuffix(request.Path, compression)
        );
        if (!file.Exists)
            return null;
        var description = await store.DescribeAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject.ReadAsync(store, request.Address, description, cancellationToken).ConfigureAwait(false);
        if (request.RequiresEncryption && reading.Kind == EnvelopeKind.None)
            return null;
        var written = ModificationTime.Of(description);
        var isSame =
            compression == CopyCompression.None
                ? IsPlaintextLength(file.Length, description, reading)
                    && (written ?? description.LastModifiedUtc) is { } time
                    && file.LastWriteTimeUtc >= time - ModificationTime.Tolerance
                // The length of the decompressed content is not known, so the time must be the same.
                : written is { } exact && (file.LastWriteTimeUtc - exact).Duration() <= ModificationTime.Tolerance;
        return isSame
            ? new ReceiveResult(
                request.Address with
                {
                    VersionId = description.VersionId ?? request.Address.VersionId,
                },
                file.FullName,
                description.Length,
                file.Length,
                reading.Kind.ToString(),
                RootKey: null,
                OpenedBy: null,
                compression
            )
            {
                WasSkipped = true,
            }
            : null;
    }

    /// <summary>Returns whether a file has the length of the plaintext. Not every envelope contains it.</summary>
    static bool IsPlaintextLength(long length, ObjectDescription description, EnvelopeReading reading)
    {
        if (reading.Kind == EnvelopeKind.None)
            return length == description.Length;
        if (reading.Envelope is not { } envelope)
            return false;
        return envelope.PlaintextLength(description.Length) is { } known
            ? length == known
            : CbcContent.CiphertextLength(length) == description.Length;
    }

    /// <summary>Returns whether the file can lose the suffix of its compression. A file that the user named keeps its name.</summary>
    static bool MayBeRenamed(ReceiveRequest request) => request.Expands && request.Destination is not null;

    (string Path, S3Address? Similar) Place(ReceiveRequest request, CopyCompression compression)
    {
        var path =
            MayBeRenamed(request) && compression != CopyCompression.None
                ? DestinationPath.WithoutSuffix(request.Path, compression)
                : request.Path;
        return (path, string.Equals(path, request.Path, StringComparison.Ordinal) ? request.Similar : taken.Take(path, request.Address));
    }

    static async Task<long> WriteAsync(
        AtomicFile file,
        PlaintextStream plaintext,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        while (await plaintext.ReadSegmentAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } segment)
        {
            await file.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
            progress?.Report(segment.Count);
        }
        return plaintext.Given;
    }

    Task<long> DecompressAsync(
        ReceiveRequest request,
        AtomicFile file,
        PlaintextStream plaintext,
        CopyCompression compression,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        long reported = 0;
        return new ContentExpansion(openCompression).RunAsync(
            request.Address,
            plaintext,
            compression,
            request.ExpansionLimit,
            () => file.AvailableSpace,
            WriteAsync,
            cancellationToken
        );

        async Task WriteAsync(ArraySegment<byte> bytes)
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            progress?.Report(plaintext.Given - reported);
            reported = plaintext.Given;
        }
    }

    static void ThrowIfExists(ReceiveRequest request, string path)
    {
        SpecialFile.Refuse(path);
        if (request.Overwrites)
            KeyFileGuard.ThrowIfFileOf(path, request.Keys.RootKeys, request.Keys.PrivateKeys);
        else if (File.Exists(path))
            throw Exists(request.Address, path);
    }

    static DestinationException Exists(S3Address address, string path) =>
        new(DestinationFault.FileExists, $"{address} was not received: '{path}' exists and was not overwritten.");
}
