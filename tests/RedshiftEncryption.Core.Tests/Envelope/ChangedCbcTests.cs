using System.Text;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Tests that a flipped bit of a V1 object is told, except where docs/formats.md says that it cannot be.</summary>
public sealed class ChangedCbcTests : IDisposable
{
    const string Key = "sales.csv";
    const string Content = "content";
    const int BlockLength = 16;

    readonly RootKey rootKey = RootKey.Create();

    public void Dispose() => rootKey.Dispose();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    async Task<byte[]> ReadAsync(byte[] content, IReadOnlyDictionary<string, string> metadata)
    {
        var store = new MemoryStore();
        store.Add(Key, content, metadata);
        using var opened = await OpenedObject.OpenAsync(store, new S3Address("b", Key), new KeyRing([rootKey]), Token);
        using var plaintext = new MemoryStream();
        await PlaintextChunks.ReadAllAsync(
            opened,
            new BufferPool(BufferPool.DefaultLimit),
            chunk => plaintext.Write(chunk.Bytes.AsSpan()),
            Token
        );
        return plaintext.ToArray();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(64)]
    public async Task A_flipped_bit_is_told_except_where_the_format_cannot(int length)
    {
        var plaintext = Enumerable.Range(0, length).Select(static i => (byte)i).ToArray();
        using var dataKey = DataKey.Create();
        var envelope = ContentEnvelope.Create(rootKey, dataKey).WithLength(length);
        var content = new byte[CbcContent.CiphertextLength(length)];
        plaintext.CopyTo(content, 0);
        var whole = length / BlockLength * BlockLength;
        using (var encryptor = new CbcEncryptor(dataKey, envelope.InitializationVector))
        {
            encryptor.EncryptBlocks(content, 0, whole);
            encryptor.EncryptTail(content, whole, length - whole);
        }
        var metadata = envelope.ToMetadata();
        var untold = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in metadata)
        {
            for (var i = 0; i < value.Length * 8; i++)
            {
                var changed = Encoding.ASCII.GetBytes(value);
                changed[i / 8] ^= (byte)(1 << (i % 8));
                var fields = metadata.ToDictionary(static field => field.Key, static field => field.Value, StringComparer.Ordinal);
                fields[name] = Encoding.Latin1.GetString(changed);
                await TryAsync(content, fields, name);
            }
        }
        for (var i = 0; i < content.Length * 8; i++)
        {
            var changed = (byte[])content.Clone();
            changed[i / 8] ^= (byte)(1 << (i % 8));
            await TryAsync(changed, metadata, Content);
        }
        Assert.Subset(new HashSet<string>(StringComparer.Ordinal) { "x-amz-iv", "x-amz-key", Content }, untold);
        Assert.Contains("x-amz-iv", untold);

        async Task TryAsync(byte[] stored, IReadOnlyDictionary<string, string> fields, string what)
        {
            try
            {
                if (!(await ReadAsync(stored, fields)).AsSpan().SequenceEqual(plaintext))
                    untold.Add(what);
            }
            catch (Exception exception) when (exception is EnvelopeException or DamagedContentException)
            {
                // Told.
            }
        }
    }
}
