using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Writes a manifest. It is never client-side encrypted or compressed, because COPY could not read it.</summary>
/// <param name="store">The store of the destination in S3; null if only a local file is written.</param>
internal sealed class WriteManifestOperation(IObjectWriter? store)
{
    const string JsonType = "application/json";

    /// <summary>Gets the local file that is or was last written, which an exception is about; null before the first one.</summary>
    public string? PathInProgress { get; private set; }

    /// <summary>Writes a manifest to S3, to a local file, or to both; an SSH manifest with its share list.</summary>
    /// <exception cref="CopyManifestException">The manifest is too long.</exception>
    /// <exception cref="ObjectStoreException">The server rejected the request or cannot be reached.</exception>
    /// <exception cref="IOException">The file exists and must not be overwritten, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public async Task<CopyManifest> RunAsync(WriteManifestRequest request, CancellationToken cancellationToken)
    {
        var contents = request.Contents;
        var content = request.Ssh is { } ssh
            ? SshManifestText.Format(ssh.Load.Entries)
            : CopyManifestText.Format(contents, request.MaximumLength);
        // The files are committed last. Most errors of the files occur before the object is written.
        using var file = await CreateAsync(request, request.Path, content, cancellationToken).ConfigureAwait(false);
        using var shares = request.Ssh is null
            ? null
            : await CreateAsync(request, request.Ssh.SharePath, ShareListText.Format(request.Ssh.Load.Shares), cancellationToken)
                .ConfigureAwait(false);
        var eTag = request.Destination is null ? null : await PutAsync(request, content, cancellationToken).ConfigureAwait(false);
        Commit(request, shares, request.Ssh?.SharePath);
        Commit(request, file, request.Path);
        return new CopyManifest
        {
            Uri = request.Destination?.Uri,
            Path = request.Path,
            Source = request.Ssh is null ? CopyManifest.S3Source : CopyManifest.SshSource,
            SharePath = request.Ssh?.SharePath,
            ConnectionCount = request.Ssh?.Load.Entries.Count,
            EntryCount = contents.Entries.Count,
            Length = contents.Length,
            // The hosts leave headers out.
            HeaderCount = request.Ssh is null ? contents.HeaderCount : 0,
            RowCount = contents.RowCount,
            ETag = eTag,
            Region = contents.Region ?? store?.Region ?? request.Region,
            EndpointUrl = contents.EndpointUrl ?? store?.EndpointUrl,
            ProfileName = store?.ProfileName ?? request.ProfileName,
            Envelope = contents.Envelope,
            RootKeyFingerprint = contents.RootKeyFingerprint,
            Compression = request.Ssh is null ? contents.Compression : SshLoad.CompressionOf(contents),
            ServerSideEncryption = contents.ServerSideEncryption,
            Format = contents.Format,
            Verified = contents.Verified,
            FailureCounters = request.FailureCounters,
        };
    }

    async Task<AtomicFile?> CreateAsync(
        WriteManifestRequest request,
        string? path,
        ArraySegment<byte> content,
        CancellationToken cancellationToken
    )
    {
        if (path is null)
            return null;
        PathInProgress = path;
        if (request.NoClobber && File.Exists(path))
            throw Exists(path);
        KeyFileGuard.ThrowIfKeyFile(path);
        var file = AtomicFile.Create(path);
        try
        {
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    void Commit(WriteManifestRequest request, AtomicFile? file, string? path)
    {
        if (file is null)
            return;
        PathInProgress = path;
        if (!request.NoClobber)
            file.Commit();
        else if (!file.TryCommitNew())
            throw Exists(path!);
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
        return (await new ObjectUpload(store!).PutAsync(write, content, cancellationToken).ConfigureAwait(false)).ETag;
    }
}
