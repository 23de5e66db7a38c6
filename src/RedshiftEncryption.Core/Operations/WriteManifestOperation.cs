using RedshiftEncryption.Files;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Writes a manifest. It is never client-side encrypted or compressed, because COPY could not read it.</summary>
/// <param name="store">The store of the destination in S3; null if only a local file is written.</param>
internal sealed class WriteManifestOperation(IObjectWriter? store)
{
    const string JsonType = "application/json";

    /// <summary>Writes a manifest to S3, to a local file, or to both.</summary>
    /// <exception cref="CopyManifestException">The manifest is too long.</exception>
    /// <exception cref="ObjectStoreException">The server rejected the request or cannot be reached.</exception>
    /// <exception cref="IOException">The file exists and must not be overwritten, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public async Task<CopyManifest> RunAsync(WriteManifestRequest request, CancellationToken cancellationToken)
    {
        var contents = request.Contents;
        var content = CopyManifestText.Format(contents, request.MaximumLength);
        // The file is committed last. Most errors of the file occur before the object is written.
        if (request is { NoClobber: true, Path: { } taken } && File.Exists(taken))
            throw Exists(taken);
        using var file = request.Path is null ? null : AtomicFile.Create(request.Path);
        if (file is not null)
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        var eTag = request.Destination is null ? null : await PutAsync(request, content, cancellationToken).ConfigureAwait(false);
        if (!request.NoClobber)
            file?.Commit();
        else if (file?.TryCommitNew() == false)
            throw Exists(request.Path!);
        return new CopyManifest
        {
            Uri = request.Destination?.Uri,
            Path = request.Path,
            EntryCount = contents.Entries.Count,
            Length = contents.Length,
            HeaderCount = contents.HeaderCount,
            RowCount = contents.RowCount,
            ETag = eTag,
            Region = contents.Region ?? store?.Region ?? request.Region,
            EndpointUrl = contents.EndpointUrl ?? store?.EndpointUrl,
            ProfileName = store?.ProfileName ?? request.ProfileName,
            Envelope = contents.Envelope,
            RootKeyFingerprint = contents.RootKeyFingerprint,
            Compression = contents.Compression,
            ServerSideEncryption = contents.ServerSideEncryption,
            Format = contents.Format,
            Verified = contents.Verified,
            FailureCounters = request.FailureCounters,
        };
    }

    static IOException Exists(string path) => new($"'{path}' already exists.");

    /// <returns>The object's ETag; null if the server does not send it.</returns>
    async Task<string?> PutAsync(WriteManifestRequest request, ArraySegment<byte> content, CancellationToken cancellationToken)
    {
        var write = new ObjectWrite(request.Destination!)
        {
            Headers = new ObjectHeaders { ContentType = JsonType },
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            NoClobber = request.NoClobber,
        };
        uint? crc32C = store!.TakesChecksums ? Crc32C.Append(0, content.AsSpan()) : null;
        return (await new ObjectUpload(store).PutAsync(write, content, crc32C, cancellationToken).ConfigureAwait(false)).ETag;
    }
}
