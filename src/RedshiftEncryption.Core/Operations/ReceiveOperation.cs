using RedshiftEncryption.Codecs;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Files;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Decrypts an object into a file that only its owner can read. It is written under another name and takes its place when it
/// is whole, its padding or its tag right; what fails leaves no file. May run side by side.
/// </summary>
/// <param name="store">Where the object is.</param>
/// <param name="buffers">The command's.</param>
/// <param name="taken">The command's.</param>
/// <param name="partials">The command's.</param>
/// <param name="openCompression">Called where something is unpacked.</param>
internal sealed class ReceiveOperation(
    IObjectStore store,
    PartBuffers buffers,
    TakenPaths taken,
    PartialFiles partials,
    Func<ICompression> openCompression
)
{
    /// <summary>What is unpacked and written at a time, in bytes.</summary>
    const int StepLength = 256 * 1024;

    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">It is client-side encrypted and there is no root key.</exception>
    /// <exception cref="EnvelopeException">It cannot be decrypted.</exception>
    /// <exception cref="DamagedContentException">It is damaged.</exception>
    /// <exception cref="DestinationException">The file has no place.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public async Task<ReceiveResult> RunAsync(ReceiveRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        // What is there already need not be fetched; that it is not there is decided when the file takes its place.
        if (!request.Overwrites && !MayBeRenamed(request) && File.Exists(request.Path))
            throw Exists(request.Address, request.Path);
        using var opened = await OpenedObject.OpenAsync(store, request.Address, request.RootKeys, cancellationToken).ConfigureAwait(false);
        if (request.RequiresEncryption && opened.Reading.Kind == EnvelopeKind.None)
            throw RequireEncryptionOperation.NotClientSide(request.Address);
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            // The first chunk comes before the file: it tells what is in it, and of a small object that it is whole.
            var first = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            using var plaintext = new PlaintextStream(chunks, first);
            var packing = request.Expands ? PackingOf(first) : CopyCompression.None;
            var (path, similar) = Place(request, packing);
            var directory = DestinationPath.OpenDirectory(request.Address, request.Destination, path);
            partials.DeleteAbandoned(directory);
            using var file = AtomicFile.CreateOwnerOnly(directory, path);
            if (similar is not null && file.IgnoresCase)
                throw TakenPaths.Duplicate(path, request.Address, similar);
            var length =
                packing == CopyCompression.None
                    ? await WriteAsync(file, plaintext, progress, cancellationToken).ConfigureAwait(false)
                    : await UnpackAsync(request, file, plaintext, packing, progress, cancellationToken).ConfigureAwait(false);
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
                opened.Reading.Kind.ToString(),
                opened.RootKey,
                packing
            );
        }
        finally
        {
            // Buffers go back and the data key is zeroed only when nobody uses them any more.
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A file that was named keeps its name, whatever is unpacked into it.</summary>
    static bool MayBeRenamed(ReceiveRequest request) => request.Expands && request.Destination is not null;

    static CopyCompression PackingOf(FilledPart? first) =>
        first is not null && CompressionByContent.Of(first.Bytes.AsSpan()) is var found and (CopyCompression.Gzip or CopyCompression.Zstd)
            ? found
            : CopyCompression.None;

    (string Path, S3Address? Similar) Place(ReceiveRequest request, CopyCompression packing)
    {
        var path =
            MayBeRenamed(request) && packing != CopyCompression.None ? DestinationPath.Unpacked(request.Path, packing) : request.Path;
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

    async Task<long> UnpackAsync(
        ReceiveRequest request,
        AtomicFile file,
        PlaintextStream plaintext,
        CopyCompression packing,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        using var unpacked = openCompression().Decompress(plaintext, packing);
        var step = new byte[StepLength];
        long length = 0;
        long reported = 0;
        try
        {
            int count;
            do
            {
                count = await StreamReading.FillAsync(unpacked, step, cancellationToken).ConfigureAwait(false);
                request.ExpansionLimit.ThrowIfExceeded(request.Address, () => file.AvailableSpace, plaintext.Given, length, count);
                await file.WriteAsync(new ArraySegment<byte>(step, 0, count), cancellationToken).ConfigureAwait(false);
                length += count;
                progress?.Report(plaintext.Given - reported);
                reported = plaintext.Given;
            } while (count == StepLength);
        }
        catch (InvalidDataException exception)
        {
            throw new DamagedContentException(
                $"The content of {request.Address} cannot be decompressed as {packing}: {exception.Message}",
                exception
            );
        }
        // An unpacker stops at the end of what it knows. Nothing may stand behind it, and only at the end is a tag verified.
        return (await plaintext.ReadSegmentAsync(cancellationToken).ConfigureAwait(false)).Count == 0
            ? length
            : throw new DamagedContentException($"Unexpected data follows the {packing} content of {request.Address}.");
    }

    static DestinationException Exists(S3Address address, string path) =>
        new(DestinationFault.FileExists, $"{address} was not received: '{path}' exists and was not overwritten.");
}
