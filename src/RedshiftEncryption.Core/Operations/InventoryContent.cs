using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Text;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Reads the text of a data file of an inventory, and checks its MD5 at the end.</summary>
internal sealed class InventoryContent : IDisposable
{
    /// <summary>The number of bytes to hash at a time.</summary>
    const int StepLength = 64 * 1024;

    readonly InventoryFile file;
    readonly OpenedObject opened;
    readonly PlaintextChunks chunks;
    readonly PlaintextStream plaintext;

    /// <summary>The hash of the file and the stream that computes it; null where there is no MD5 to compare it with.</summary>
    readonly HashAlgorithm? md5;
    readonly CryptoStream? hashed;
    readonly Stream expanded;

    /// <param name="file">The file.</param>
    /// <param name="opened">The file as it was opened, which this object disposes of.</param>
    /// <param name="buffers">The buffers of the command.</param>
    /// <param name="openCompression">Called for a compressed file.</param>
    public InventoryContent(InventoryFile file, OpenedObject opened, BufferPool buffers, Func<ICompression> openCompression)
    {
        this.file = file;
        this.opened = opened;
        chunks = new PlaintextChunks(opened, buffers);
        plaintext = new PlaintextStream(chunks);
        if (file.Md5 is not null)
        {
#pragma warning disable CA5351 // the inventory states no other checksum
            md5 = MD5.Create();
#pragma warning restore CA5351
            hashed = new CryptoStream(plaintext, md5, CryptoStreamMode.Read);
        }
        var content = hashed ?? (Stream)plaintext;
        expanded = file.IsCompressed ? openCompression().Decompress(content, CopyCompression.Gzip) : content;
        Text = new StreamReader(expanded, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
    }

    /// <summary>Gets the text.</summary>
    public StreamReader Text { get; }

    /// <summary>Reads what is left and compares the MD5 with that of the inventory.</summary>
    /// <exception cref="InventoryException">The file is not the one that the inventory states.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (hashed is null)
            return;
        await hashed.CopyToAsync(Stream.Null, StepLength, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(file.Md5, Hexadecimal.Of(md5!.Hash!), StringComparison.Ordinal))
            throw new InventoryException(
                InventoryFault.InvalidInventory,
                $"{file.Address} does not have the MD5 that the inventory states. Its objects have been processed."
            );
    }

    /// <summary>Waits for the requests in progress.</summary>
    public Task StopAsync() => chunks.StopAsync();

    public void Dispose()
    {
        Text.Dispose();
        expanded.Dispose();
        hashed?.Dispose();
        md5?.Dispose();
        plaintext.Dispose();
        chunks.Dispose();
        opened.Dispose();
    }
}
