using System.Globalization;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents a load over SSH: the connections of its manifest, and the shares of the hosts.</summary>
/// <param name="Entries">One entry for each connection.</param>
/// <param name="Shares">One share for each entry, in the same order.</param>
internal sealed record SshLoad(IReadOnlyList<SshEntry> Entries, IReadOnlyList<LoadShare> Shares)
{
    /// <summary>Divides the objects of a manifest, and assigns the shares to the hosts in turn.</summary>
    /// <param name="contents">The objects.</param>
    /// <param name="hosts">The hosts and the users of their connections.</param>
    /// <param name="connectionsPerHost">The number of connections to each host. There are fewer if there are fewer objects.</param>
    /// <param name="command">The form of the commands: see <see cref="SshCommand"/>.</param>
    /// <exception cref="InvalidCopyOptionException">An object's record lacks its length or its ETag, or COPY could not load the
    /// objects over SSH.</exception>
    public static SshLoad Of(CopyManifestContents contents, IReadOnlyList<SshHost> hosts, int connectionsPerHost, string command)
    {
        if (contents.Format is { } format)
            throw new InvalidCopyOptionException(
                $"COPY does not load {format} files over SSH. Convert the objects with Convert-EncryptedS3Object, and load them from S3."
            );
        var shares = ShareBalance.Divide([.. contents.Entries.Select(ObjectOf)], hosts.Count * connectionsPerHost);
        return new SshLoad(
            [
                .. shares.Select(
                    (share, i) =>
                    {
                        var host = hosts[i % hosts.Count];
                        return new SshEntry(host.Name, SshCommand.Format(command, share.Name), host.PublicKey, host.UserName);
                    }
                ),
            ],
            shares
        );
    }

    /// <summary>
    /// Gets the compression of what the hosts stream, by its name in <see cref="CopyCompression"/>: they decompress gzip and zstd,
    /// so that the objects of a share can be joined.
    /// </summary>
    public static string CompressionOf(CopyManifestContents contents) =>
        contents.Compression is nameof(CopyCompression.Gzip) or nameof(CopyCompression.Zstd)
            ? nameof(CopyCompression.None)
            : contents.Compression;

    static ShareObject ObjectOf(CopyManifestEntry entry)
    {
        if (!EntityTag.IsStrong(entry.ETag) || entry.Length is not { } length)
            throw new InvalidCopyOptionException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The record of {0} has no {1}, so the host could not tell whether the object was overwritten. "
                        + "Pipe the records of Get-EncryptedS3Object, Send-EncryptedS3Object or Test-EncryptedRoundTrip.",
                    entry.Url,
                    entry.Length is null ? "length" : "ETag"
                )
            );
        return new ShareObject(entry.Address with { VersionId = entry.VersionId }, entry.ETag, length)
        {
            PlaintextLength = entry.PlaintextLength,
            HasHeader = entry.HasHeader == true,
        };
    }
}
