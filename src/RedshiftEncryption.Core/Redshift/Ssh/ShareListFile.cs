using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Reads a share of a share list on the host.</summary>
internal static class ShareListFile
{
    /// <param name="path">The list's absolute path.</param>
    /// <param name="share">The share's name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    /// <exception cref="ShareListException">The file is not a share list, or does not contain the share.</exception>
    public static async Task<LoadShare> ReadAsync(string path, string share, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        if (file.Length > ShareListText.MaximumLength)
            throw new ShareListException(
                ShareListFault.InvalidShareList,
                $"'{path}' is not a share list: it has {file.Length} bytes, more than {ShareListText.MaximumLength}."
            );
        var content = new byte[file.Length];
        var length = await StreamReading.FillAsync(file, content, cancellationToken).ConfigureAwait(false);
        return ShareListText
                .Parse(content.AsMemory(0, length), path)
                .FirstOrDefault(known => string.Equals(known.Name, share, StringComparison.Ordinal))
            ?? throw new ShareListException(ShareListFault.ShareNotFound, $"'{path}' contains no share '{share}'.");
    }
}
